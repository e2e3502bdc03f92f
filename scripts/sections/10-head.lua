-- The head of a document: to whom, on what ground, and the one-look box.

local compound = scope.level == "compound"

-- ① to ④ of this compound: has anything been made public in the month? (M05, metrics.md 2)
local function gaps()
  local parts = {
    { figure = "A01", table = "proposals", section = "proposal", zh = "提议事项", en = "proposals" },
    { figure = "B01", table = "meetings", section = "meeting", zh = "商议事项", en = "joint meetings" },
    { figure = "C01", table = "resolutions", section = "owners", zh = "决议事项", en = "resolutions" },
    { table = "service_items", section = "service", zh = "服务事项", en = "services" },
  }
  local list = {}
  for _, part in ipairs(parts) do
    local count
    if part.figure then
      local f = fig(part.figure, "month")
      count = f.ok and f.numerator or 0
    else
      count = #rows("service_items", { date = "period" })
    end
    if count == 0 and
      #rows("disclosures", { date = "posted_on", where = { section = part.section } }) == 0 then
      list[#list + 1] = t(part) .. (received(part.table) and "" or
        t{ zh = "（未收到）", en = " (not received)" })
    end
  end
  return list
end

local function four_words()
  local all = fig("M05", "month")
  if compound then
    if all.ok and all.numerator == 1 then return t{ zh = "本期四公开齐全", en = "All four are there" } end
    local list = gaps()
    if #list == 0 then
      return all.ok and t{ zh = "本期四公开不齐全", en = "Not all four are there" } or ""
    end
    return t{ zh = "本期四公开缺" .. join(list), en = "Missing of the four: " .. join(list) }
  end
  if not all.ok then return "" end
  return t{ zh = "四公开齐全小区占比", en = "compounds with all four: " } .. all
end

local function due_words()
  local rate = fig("M01", "month")
  if not rate.ok then return "" end
  local late, absent = 0, 0
  for _, item in ipairs(due_list(period.first, asof)) do
    if not item.on_time then
      if item.posted then late = late + 1 else absent = absent + 1 end
    end
  end
  local n, d = rate.numerator, rate.denominator
  local text = t{ zh = "应公开" .. d .. "项，按期" .. n .. "项",
    en = d .. " items were due, " .. n .. " on time" }
  if late + absent == d - n then
    if late > 0 then
      text = text .. t{ zh = "，逾期" .. late .. "项", en = ", " .. late .. " late" }
    end
    if absent > 0 then
      text = text .. t{ zh = "，未公开" .. absent .. "项", en = ", " .. absent .. " not made public" }
    end
  end
  return text
end

-- 提高11.1个百分点, between two months with the same compounds reporting.
local function points_since(now, before)
  if not (now.ok and before.ok) or now.reporting ~= before.reporting then return nil end
  local n = now.numerator * before.denominator - before.numerator * now.denominator
  local amount = decimal(math.abs(n), now.denominator * before.denominator, 100, 1)
  if amount == "0" then return t{ zh = "持平", en = "unchanged" } end
  if n < 0 then return t{ zh = "下降" .. amount .. "个百分点", en = "down " .. amount .. " points" } end
  return t{ zh = "提高" .. amount .. "个百分点", en = "up " .. amount .. " points" }
end

local function box()
  local function pair(id)
    return fig(id, "month"), fig(id, "month", { period = previous })
  end
  local rate, rate_before = pair("M01")
  local cells = {
    figure_cell(t{ zh = "信息公开率", en = "disclosure rate" }, rate, rate_before),
    figure_cell(t{ zh = "①提议", en = "① proposals" }, pair("A01")),
    figure_cell(t{ zh = "②商议", en = "② discussed" }, pair("B02")),
    figure_cell(t{ zh = "③表决", en = "③ votes" }, pair("C01")),
    figure_cell(t{ zh = "④投诉", en = "④ complaints" }, pair("D01")),
  }
  local notes = cells[1].notes
  notes[#notes + 1] = points_since(rate, rate_before)
  local note = ""
  if rate.expected and rate.reporting < rate.expected and rate.reporting > 0 then
    note = t{ zh = "已报" .. rate.reporting .. "/" .. rate.expected .. "个小区。",
      en = rate.reporting .. " of " .. rate.expected .. " compounds have reported." }
  end
  figure_box{ title = t{ zh = "一眼看", en = "At a glance" }, note = note, cells = cells }
end

return {
  title = false,
  build = function()
    local month = month_words(period)
    if compound then
      prose(t{ zh = "全体业主：", en = "To all owners:" })
      local text = t{
        zh = "根据《中华人民共和国民法典》第九百四十三条，现将" .. month ..
          "本小区党支部提议、联席会议商议、业主大会决议和物业服务事项公示如下。",
        en = "Under article 943 of the Civil Code, the proposals of the party branch, the matters " ..
          "discussed in joint meetings, the resolutions of the owners' assembly and the property " ..
          "services of " .. month .. " are made public. " }
      local tail = {}
      for _, words in ipairs{ four_words(), due_words() } do
        if words ~= "" then tail[#tail + 1] = words end
      end
      if #tail > 0 then
        text = text .. join(tail, t{ zh = "；", en = "; " }) .. t{ zh = "。", en = "." }
      end
      prose(text)
    else
      local words = four_words()
      prose(t{
        zh = plain(scope.name) .. "共" .. #scope.compounds .. "个小区，" .. month .. "“四公开”情况汇总如下。",
        en = plain(scope.name) .. ": " .. #scope.compounds .. " compounds, " .. month .. ". " } ..
        (words ~= "" and words .. t{ zh = "。", en = "." } or ""))
    end
    box()
  end,
}
