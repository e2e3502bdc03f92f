-- 党建: organisations, posts, agreements, activities. Counts only, never a member's name.

local function n(id, window)
  local f = fig(id, window or "asof")
  return f.ok and f.numerator and f.numerator > 0 and note_source(f) or nil
end

local function sentence(list, separator)
  local said = {}
  for _, words in ipairs(list) do
    if words and words ~= "" then said[#said + 1] = words end
  end
  if #said > 0 then prose(join(said, t{ zh = separator or "，", en = "; " }) .. t{ zh = "。", en = "." }) end
end

-- "570余件（574件）", "5件": a round word with the exact number beside it where they differ.
local function roundly(f, form)
  local word = form == "many" and "多" or "余"
  if approx_words(f.numerator, "", word) == tostring(f.numerator) then return f:value() end
  return f[form](f) .. "（" .. f:value() .. "）"
end

-- "267个党员责任区"; in English the title first.
local function counted(id, zh, en, form)
  local f = n(id)
  if not f then return "" end
  local value = f[form or "value"](f)
  return t{ zh = value .. zh, en = en .. " " .. value }
end

-- 1核3片4站24点
local function tiers()
  local said = {}
  for _, tier in ipairs{ { "core", "核" }, { "area", "片" }, { "pioneer_station", "站" },
      { "position", "点" } } do
    local f = n("F16." .. tier[1])
    if f then said[#said + 1] = f:number() .. tier[2] end
  end
  return table.concat(said)
end

local function registered()
  local f = n("F11")
  if not f then return "" end
  return t{ zh = "在职党员报到" .. roundly(f, "many"), en = "members registered " .. f:value() }
end

local function premises()
  local f = n("F15")
  if not f then return "" end
  return t{ zh = "阵地面积" .. f:approx() .. "（" .. f:value() .. "）", en = "floor area " .. f:value() }
end

local function mediators()
  local f = n("F25")
  if not f then return "" end
  return t{ zh = "红色老娘舅" .. roundly(f, "many"), en = "mediators " .. f:value() }
end

-- 2952场次 stands as it is; a round word beside it where the number is large.
local function activities()
  for _, window in ipairs(windows()) do
    local f = n("F17", window.code)
    if f then
      local said = { t{ zh = "开展活动" .. f:value(), en = "activities " .. f:value() } }
      if approx_words(f.numerator, "", "余") ~= tostring(f.numerator) and f.numerator >= 100 then
        said[1] = said[1] .. t{ zh = "（" .. f:approx() .. "）", en = "" }
      end
      local wishes = n("F18", window.code)
      if wishes then
        said[#said + 1] = t{ zh = "对接心愿" .. roundly(wishes, "approx"),
          en = "wishes met " .. wishes:value() }
      end
      local training, attended = n("F19", window.code), n("F19.attendees", window.code)
      if training then
        said[#said + 1] = t{ zh = "培训" .. training:value(), en = "trainings " .. training:value() } ..
          (attended and t{ zh = "、" .. attended:value(), en = ", attended by " .. attended:value() } or "")
      end
      local visited = n("F22", window.code)
      if visited then
        said[#said + 1] = t{ zh = "走访" .. visited:value(), en = "households visited " .. visited:value() }
      end
      prose(t{ zh = window.lead .. join(said, "，") .. "。",
        en = window.lead:sub(1, 1):upper() .. window.lead:sub(2) .. ": " .. join(said, "; ") .. "." })
    end
  end
  -- 108 → 100多名, for the clean-ups that residents see.
  local attendees = 0
  for _, row in ipairs(rows("activities", { date = "held_on", where = { activity_type = "cleanup" } })) do
    attendees = attendees + (row.attendees or 0)
  end
  if attendees > 0 then
    local words = approx_words(attendees, "名", "多")
    local exact = attendees .. "名"
    prose(t{ zh = "本月" .. words .. "党员参加清洁活动" .. (words ~= exact and "（" .. attendees .. "人次）" or "")
      .. "。", en = attendees .. " took part in clean-ups this month." })
  end
end

local function alliance()
  local f = n("F24")
  if not f then return "" end
  local said = {}
  for _, code in ipairs(enum_codes("agreements", "counterparty_type")) do
    local part = n("F24." .. code)
    if part then
      said[#said + 1] = part:value() .. t{ zh = "", en = " " } ..
        enum_label("agreements", "counterparty_type", code)
    end
  end
  return t{ zh = "联盟成员", en = "alliance members " } .. f:value() ..
    (#said > 0 and t{ zh = "（", en = " (" } .. join(said) .. t{ zh = "）", en = ")" } or "")
end

return {
  title = { zh = "党建", en = "Party organisations" },
  build = function()
    missing_if_expected("party_orgs", { zh = "党组织", en = "party organisations" })
    missing_if_expected("party_units", { zh = "阵地队伍", en = "posts and teams" })
    missing_if_expected("activities", { zh = "活动", en = "activities" })
    stock_prose{
      { "F01" },
      { "F02", nonzero = true, above = true },
      { "F03", nonzero = true },
      { "F26", nonzero = true, above = true },
    }
    local grids, members = n("F09"), n("F10")
    sentence({
      counted("F05", "党员责任区", "responsibility zones"),
      counted("F06", "志愿服务队", "volunteer teams"),
      counted("F07", "特色岗", "featured posts"),
      n("F08") and t{ zh = "园站点" .. n("F08"):value(),
        en = "gardens, stations and points " .. n("F08"):value() } or "",
    }, "、")
    sentence{
      grids and t{ zh = grids:value() .. "网格", en = "grids " .. grids:value() } or "",
      members and t{ zh = members:value() .. "党员", en = "members in them " .. members:value() } or "",
      counted("F23", "党员楼管理员", "building managers"),
    }
    detail(function() sentence{ registered(), tiers(), premises(), mediators() } end)
    sentence{
      n("F12") and t{ zh = "联建协议" .. n("F12"):value(), en = "co-building agreements " .. n("F12"):value() } or "",
      n("F13") and t{ zh = "结对支部" .. n("F13"):value(), en = "paired branches " .. n("F13"):value() } or "",
      alliance(),
      counted("F14", "示范点", "demonstration points"),
    }
    detail(function()
      activities()
      facts_prose{
        { "F20", nonzero = true },
        { "F21", zh = "接待日受理", en = "received on reception days", nonzero = true },
        { "F27", nonzero = true },
      }
    end)
  end,
}
