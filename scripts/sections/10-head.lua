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

-- The four boxes of the poster, each with the state of what was due in the month.
local function poster_boxes()
  local open, late = {}, {}
  for _, item in ipairs(due_list(period.first, asof)) do
    local list = item.posted and late or open
    if not item.on_time then list[item.section] = (list[item.section] or 0) + 1 end
  end
  local function cell(label, id, section)
    local out = figure_cell(label, fig(id, "month"), fig(id, "month", { period = previous }))
    local state = open[section] and mark.late .. "缺" .. open[section] .. "项" or
      late[section] and mark.late .. "逾期" .. late[section] .. "项" or mark.ok .. "齐"
    table.insert(out.notes, 1, state)
    return out
  end
  local rate = figure_cell("信息公开率", fig("M01", "month"), fig("M01", "month", { period = previous }))
  figure_box{ title = "", cells = { rate, cell("①党支部提议", "A01", "proposal"),
    cell("②联席会议", "B02", "meeting"), cell("③业主大会", "C01", "owners"),
    cell("④物业服务", "D01", "service") } }
end

-- What was due in the month and is not there, or came late; tables that did not arrive.
local function poster_gaps()
  local list = {}
  for _, item in ipairs(due_list(period.first, asof)) do
    if not item.on_time then
      list[#list + 1] = "**" .. plain(item.title) .. "**\n\n" .. mark.late ..
        (item.posted and "逾期" .. (item.posted - item.due) .. "天，" .. short_day(item.posted) .. "公开" or "未公开")
    end
  end
  for _, of in ipairs{ { "issues", "问题台账" }, { "service_items", "物业服务事项" }, { "fund_ledger", "维修资金" },
    { "revenue_ledger", "公共收益收支" }, { "meetings", "联席会议" }, { "proposals", "党支部提议" } } do
    if table_known(of[1]) and not received(of[1]) then
      list[#list + 1] = "**" .. of[2] .. "**\n\n" .. mark.not_received .. "未收到"
    end
  end
  if #list == 0 then list[1] = "本月应公开的都按期公开了。" end
  for _, text in ipairs(list) do prose(text) end
end

return {
  title = false,
  postings = function()
    if not compound then return end
    poster_part(0, "", poster_boxes)
    poster_part(4, "还缺什么", poster_gaps)
  end,
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
