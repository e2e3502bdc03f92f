-- Posting period, objections, signature.

return {
  title = { zh = "公示期与异议", en = "Posting period and objections" },
  build = function()
    if scope.level == "compound" then
      local days = math.tointeger(config.posting_days) or 15
      local to = publisher()
      local contact = config.contact or ""
      local from = scope.approved_on
      if from then
        prose(t{ zh = "公示期：自" .. day(from) .. "起至" .. day(from + days - 1) .. "止，共" .. days .. "日。",
          en = "Posted from " .. day(from) .. " to " .. day(from + days - 1) .. ", " .. days .. " days." })
      else
        prose(t{ zh = "公示期：自张贴之日起，共" .. days .. "日。",
          en = "Posted for " .. days .. " days from the day of posting." })
      end
      notice("objection", t{
        zh = "对公示内容有异议的，请在公示期内书面、实名向" .. to ..
          (contact ~= "" and "（" .. contact .. "）" or "") .. "提出，10日内书面答复。",
        en = "Objections may be made in writing and by name to " .. to ..
          (contact ~= "" and " (" .. contact .. ")" or "") ..
          " within the posting period; they are answered in writing within 10 days." })
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
