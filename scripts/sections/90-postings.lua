-- Notices of one page from other tables: uses of the maintenance fund, new prices, list entries.

local function fund_uses()
  for _, row in ipairs(rows("fund_ledger", { date = "entry_on" })) do
    if row.entry_type == "approve" or row.entry_type == "pay_final" then
      local done = row.entry_type == "pay_final"
      posting{ slug = "fund-" .. row.entry_id, from = row.entry_on, to = row.entry_on + 14,
        objection = not done, kind = done and "公布" or "公示",
        title = "关于" .. (row.project_name or "维修工程") .. "使用住宅专项维修资金的" ..
          (done and "公布" or "公示"),
        body = function()
          prose("根据《中华人民共和国民法典》第二百八十一条，建筑物及其附属设施的维修资金的筹集、使用情况应当定期公布。")
          data_table{ columns = { { head = "项目", weight = 1 }, { head = "内容", weight = 2 } }, rows = {
            { "工程项目", row.project_name or "" }, { "部位", row.part or "" },
            { "施工单位", row.contractor or "" },
            { "工程预算（元）", money(row.budget) }, { "结算（元）", money(row.settled) },
            { "本次金额（元）", money(row.amount) },
            { "费用分摊范围", row.share_scope or "" },
            { "是否应急", row.emergency == nil and "" or row.emergency and "是" or "否" } } }
        end }
    end
  end
end

-- A price that differs from the month before.
local function new_prices()
  local before, changed = {}, {}
  for _, row in ipairs(rows("service_items", { date = "period", from = previous.first, to = previous.last })) do
    if row.price then before[row.item_code] = row.price end
  end
  for _, row in ipairs(rows("service_items", { date = "period" })) do
    local old = before[row.item_code]
    if row.price and old and old ~= row.price then
      changed[#changed + 1] = { row.item_name, money(old), money(row.price), row.price_unit or "",
        row.document_no or "" }
    end
  end
  if #changed == 0 then return end
  posting{ slug = "prices", from = period.last + 1, to = period.last + 30, objection = true,
    title = "关于" .. scope.name .. "物业服务收费标准调整的公示",
    body = function()
      data_table{ columns = { { head = "收费项目", weight = 2 }, { head = "原标准", unit = "元", align = "right" },
        { head = "新标准", unit = "元", align = "right" }, { head = "计价单位" }, { head = "依据", weight = 2 } },
        rows = changed }
    end }
end

-- Companies only: what vehicles do is nobody's business but the guard's.
local function list_entries()
  for _, row in ipairs(rows("list_events", { date = "event_on", where = { subject_type = "company" } })) do
    if row.event == "list_in" or row.event == "list_out" then
      posting{ slug = "list-" .. row.event_id, kind = "通报", from = row.event_on,
        title = "关于" .. (row.subject_id or "") .. (row.event == "list_in" and "列入" or "移出") ..
          "物业企业" .. row:label("list_color") .. "的通报",
        body = function()
          data_table{ columns = { { head = "项目", weight = 1 }, { head = "内容", weight = 3 } }, rows = {
            { "企业", row.subject_id or "" }, { "日期", day(row.event_on) },
            { "期限", row.until_on and "至" .. day(row.until_on) or "" },
            { "事由", row.reason_code or "" }, { "依据", row.basis or "" },
            { "认定单位", row.decided_by or "" }, { "申诉结果", row.appeal_result or "" } } }
        end }
    end
  end
end

return {
  title = false,
  levels = { "compound" },
  build = function() end,
  postings = function()
    fund_uses()
    new_prices()
    list_entries()
  end,
}
