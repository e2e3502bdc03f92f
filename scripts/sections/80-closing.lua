-- Posting period, objections, signature.

local function objection()
  local contact = config.contact or ""
  return t{
    zh = "对公示内容有异议的，请在公示期内书面、实名向" .. publisher() ..
      (contact ~= "" and "（" .. contact .. "）" or "") .. "提出，10日内书面答复。",
    en = "Objections may be made in writing and by name to " .. publisher() ..
      (contact ~= "" and " (" .. contact .. ")" or "") ..
      " within the posting period; they are answered in writing within 10 days." }
end

-- 可以提意见: until when, in large figures; a square a day, counted from the day it is put up.
local function poster_until()
  local today, cells = scope.approved_on or asof + 1, {}
  local function until_cell(label, from, to)
    if not from or not to or to < today then return end
    local total = to - from + 1
    cells[#cells + 1] = { label = label, value = "到" .. short_day(to), unit = "",
      notes = { short_day(from) .. "起，共" .. total .. "日" },
      squares = total <= 40 and { n = math.max(0, math.min(total, today - from)), total = total } or nil }
  end
  for _, row in ipairs(sorted(rows("resolutions"), function(r) return r.posted_to end)) do
    if row.posted_on and row.posted_on <= today then
      until_cell(row.title .. "（表决结果）", row.posted_on, row.posted_to)
    end
  end
  local days = math.tointeger(config.posting_days) or 15
  if scope.approved_on then
    until_cell("本月四公开", scope.approved_on, scope.approved_on + days - 1)
  else
    prose("**本月四公开**\n\n自张贴之日起，共" .. days .. "日")
  end
  if #cells > 0 then figure_box{ title = "", cells = cells } end
end

return {
  postings = function()
    if scope.level ~= "compound" then return end
    poster_part(2, "可以提意见", poster_until)
    poster_part(9, "", function()
      local contact = config.contact or ""
      notice("objection", contact ~= "" and "有异议，请书面、实名交到" .. contact .. "。" or
        "有异议，请书面、实名向" .. publisher() .. "提出。")
      signature{ body = publisher(), date = day(scope.approved_on), seal = true }
    end)
  end,
  -- A round-up is not posted: nothing runs out, and objections go to who posts.
  title = function()
    if scope.level ~= "compound" then return { zh = "说明", en = "Notes" } end
    return { zh = "公示期与异议", en = "Posting period and objections" }
  end,
  build = function()
    if scope.level == "compound" then
      local days = math.tointeger(config.posting_days) or 15
      local from = scope.approved_on
      if from then
        prose(t{ zh = "公示期：自" .. day(from) .. "起至" .. day(from + days - 1) .. "止，共" .. days .. "日。",
          en = "Posted from " .. day(from) .. " to " .. day(from + days - 1) .. ", " .. days .. " days." })
      else
        prose(t{ zh = "公示期：自张贴之日起，共" .. days .. "日。",
          en = "Posted for " .. days .. " days from the day of posting." })
      end
      notice("objection", objection())
      prose(t{ zh = "特此公示。", en = "" })
    end
    prose(t{ zh = "统计截至" .. day(asof) ..
        "。每个比率都附分数；未收到的数据不按0计。所引法律条文以2025年4月的文本为准。",
      en = "Figures as of " .. day(asof) ..
        ". Every rate shows its fraction; what was not received does not count as 0. " ..
        "Laws are cited as of April 2025." } .. source_words(), { minor = true })
    signature{
      body = publisher(),
      date = day(scope.approved_on), seal = true,
    }
  end,
}
