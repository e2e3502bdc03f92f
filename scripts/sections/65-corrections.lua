-- 更正与补报: what this edition changes of what had been published, never silently.

local most = 12

return {
  title = { zh = "更正与补报", en = "Corrections and late rows" },
  build = function()
    local list = change_list()
    for i, change in ipairs(list) do
      if i > most then
        prose(t{ zh = "另有" .. (#list - most) .. "处，见网站“更正”页。",
          en = (#list - most) .. " more on the corrections page of the site." })
        return
      end
      local when = change.day and t{ zh = "（" .. short_day(change.day) .. "）",
        en = " (" .. short_day(change.day) .. ")" } or ""
      if change.late then
        local what = change.what .. (change.to ~= "" and change.to or "")
        notice("correction", mark.added .. t{ zh = "补报：", en = "late: " } .. what .. when ..
          t{ zh = "。", en = "." })
      else
        local reason = change.reason ~= "" and change.reason or
          t{ zh = "未说明原因", en = "no reason given" }
        notice("correction", mark.corrected .. t{
          zh = "更正：" .. change.what .. "由" .. change.from .. "改为" .. change.to .. "，原因：" .. reason,
          en = "correction: " .. change.what .. " from " .. change.from .. " to " .. change.to ..
            ", because: " .. reason } .. when .. t{ zh = "。", en = "." })
      end
    end
  end,
}
