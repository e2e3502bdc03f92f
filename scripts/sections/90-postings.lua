-- Notices of one page from other tables: uses of the maintenance fund, new prices, list entries.

local function fund_uses()
  for _, row in ipairs(rows("fund_ledger", { date = "entry_on" })) do
    if row.entry_type == "approve" or row.entry_type == "pay_final" then
      local done = row.entry_type == "pay_final"
      local kind = done and "公布" or "公示"
      local work = row.project_name or "维修工程"
      posting{ slug = "fund-" .. row.entry_id, from = row.entry_on, to = row.entry_on + 14,
        objection = not done, kind = kind, rule = "S-03", about = "维修资金",
        title = "关于" .. work .. "使用住宅专项维修资金的" .. kind,
        body = function()
          prose("根据《中华人民共和国民法典》第二百八十一条，现将" .. plain(work) ..
            (done and "使用维修资金的结果" or "拟使用维修资金的情况") .. kind .. "如下。",
            { basis = "《中华人民共和国民法典》第二百八十一条：建筑物及其附属设施的维修资金的筹集、使用情况应当定期公布。" })
          fact_table{
            { "工程项目", row.project_name }, { "具体部位", row.part }, { "施工单位", row.contractor },
            { "工程预算", row.budget and money(row.budget) .. "元" },
            { "工程结算", row.settled and money(row.settled) .. "元" },
            { done and "本次支付" or "申请使用", row.amount and money(row.amount) .. "元" },
            { "费用分摊范围", row.share_scope },
            { "应急使用", row.emergency ~= nil and (row.emergency and "是" or "否") or nil } }
          if not done then
            prose("列支范围内的业主可以查阅工程预算和分摊明细；分户金额不张贴。", { minor = true })
          end
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
      local up = row.price > old
      changed[#changed + 1] = { row.item_name, money(old), money(row.price),
        (up and "+" or "−") .. money(math.abs(row.price - old)), row.price_unit or "", row.document_no or "" }
    end
  end
  if #changed == 0 then return end
  posting{ slug = "prices", from = period.last + 1, to = period.last + 30, objection = true, rule = "S-01", about = "收费",
    title = "关于" .. scope.name .. "物业服务收费标准调整的公示",
    body = function()
      prose("根据《中华人民共和国民法典》第九百四十三条，现将物业服务收费标准调整的" .. #changed .. "项公示如下。",
        { basis = "《中华人民共和国民法典》第九百四十三条：物业服务人应当定期将服务的事项、负责人员、质量要求、收费项目、收费标准、履行情况等以合理方式向业主公开。" })
      data_table{ columns = { { head = "收费项目", weight = 2 }, { head = "原标准", unit = "元", align = "right" },
        { head = "新标准", unit = "元", align = "right" }, { head = "变动", unit = "元", align = "right" },
        { head = "计价单位" }, { head = "依据", weight = 2 } }, rows = changed }
    end }
end

-- The company that serves this compound, by its number and its name; nil where there is none.
local function own_company()
  local home = table_rows("compounds", {})[1]
  local id = home and home.company_id
  if not id then return end
  for _, row in ipairs(table_rows("property_companies", { all = true })) do
    if row.company_id == id or row.name == id then return row.company_id, row.name end
  end
  return id, id
end

-- Companies only: what vehicles do is nobody's business but the guard's. A company is put on a list
-- for whatever place; its notice hangs where it serves.
local function list_entries()
  local id, who = own_company()
  if not id then return end
  for _, row in ipairs(rows("list_events", { date = "event_on", where = { subject_type = "company" }, all = true })) do
    local mine = row.subject_id == id or row.subject_id == who
    if mine and (row.event == "list_in" or row.event == "list_out") then
      local verb = row.event == "list_in" and "列入" or "移出"
      posting{ slug = "list-" .. row.event_id, kind = "通报", from = row.event_on,
        title = "关于" .. who .. verb .. "物业企业" .. row:label("list_color") .. "的通报",
        body = function()
          prose((row.basis and "根据" .. plain(row.basis) .. "，" or "") .. plain(who) .. "自" ..
            day(row.event_on) .. "起" .. verb .. "物业企业" .. row:label("list_color") .. "，现通报如下。")
          fact_table{
            { "企业", who }, { verb .. "日期", day(row.event_on) },
            { "期限", row.until_on and "至" .. day(row.until_on) }, { "事由", row.reason_code },
            { "依据", row.basis }, { "认定单位", row.decided_by }, { "申诉结果", row.appeal_result } }
          if row.event == "list_in" then prose("企业对列入有异议的，可以向认定单位书面申诉。", { minor = true }) end
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
