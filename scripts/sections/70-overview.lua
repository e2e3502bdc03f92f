-- 公开情况: how much of what had to be made public was, and what is missing.

-- 由30.6%（104/340）提高到73.5%，提高42.9个百分点. The base is what M02's fraction was made from.
local function from_to(f, window)
  local change_of = fig("M02", window.code)
  if not change_of.ok or not (change_of.numerator and change_of.denominator) then return "" end
  local d1 = f.denominator
  local d0 = change_of.denominator // d1
  local n0 = (f.numerator * d0 - change_of.numerator) // d1
  if d0 <= 0 then return "" end
  local verb = change_of.numerator >= 0 and t{ zh = "提高到", en = " up to " } or
    t{ zh = "下降到", en = " down to " }
  return t{ zh = "，比上年同期由" .. percent(n0, d0) .. "（" .. n0 .. "/" .. d0 .. "）" .. verb ..
      f:value() .. "，" .. change_of:change(),
    en = ", from " .. percent(n0, d0) .. " (" .. n0 .. "/" .. d0 .. ") a year before" .. verb ..
      f:value() .. ", " .. change_of:change() }
end

local function not_in_order()
  local list, late, absent = {}, 0, 0
  for _, item in ipairs(due_list(period.first, asof)) do
    if not item.on_time then
      local words
      if item.posted then
        late = late + 1
        words = mark.late .. t{ zh = "逾期" .. (item.posted - item.due) .. "天，" ..
          short_day(item.posted) .. "公开", en = (item.posted - item.due) .. " days late" }
      else
        absent = absent + 1
        words = mark.late .. t{ zh = "未公开", en = "not made public" }
      end
      list[#list + 1] = { item.title, short_day(item.due), words, item.basis }
    end
  end
  if #list == 0 then return end
  data_table{
    title = t{ zh = "应公开而没有按期公开的" .. #list .. "项", en = "Due and not public in time" },
    columns = {
      { head = t{ zh = "公开事项", en = "item" }, weight = 3 },
      { head = t{ zh = "应公开", en = "due" }, align = "right" },
      { head = t{ zh = "情况", en = "state" }, weight = 2 },
      { head = t{ zh = "依据", en = "basis" }, weight = 3 },
    },
    rows = list,
  }
end

-- 孕育期 出生期 过渡期 成熟期 拆迁改造期: how many compounds are in each.
local function stages()
  local count, said = {}, {}
  for _, row in ipairs(rows("compounds")) do
    if row.lifecycle_stage then
      count[row.lifecycle_stage] = (count[row.lifecycle_stage] or 0) + 1
    end
  end
  for _, code in ipairs(enum_codes("compounds", "lifecycle_stage")) do
    if count[code] then
      said[#said + 1] = enum_label("compounds", "lifecycle_stage", code) ..
        t{ zh = count[code] .. "个", en = " " .. count[code] }
    end
  end
  if #said > 0 then
    prose(t{ zh = "小区按阶段：", en = "Compounds by stage: " } .. join(said) .. t{ zh = "。", en = "." })
  end
end

return {
  title = { zh = "公开情况", en = "What was made public" },
  build = function()
    if not received("disclosures") then
      missing{ zh = "公开台账", en = "postings" }
      return
    end
    facts_prose{
      { "M01", more = from_to },
      { "M03", nonzero = true, brief = true },
      { "M05", above = true },
      { "M06", zh = "收到异议", en = "objections", nonzero = true },
      { "M07", nonzero = true, brief = true },
      { "M08", nonzero = true, brief = true },
    }
    stock_prose{ { "M04", nonzero = true } }
    if scope.level == "compound" then not_in_order() else stages() end
  end,
}
