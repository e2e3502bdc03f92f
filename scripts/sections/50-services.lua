-- ④ 物业服务事项, under the headings of art. 943 of the Civil Code: what is done, by whom, how well,
-- what it costs, how complaints were handled, the maintenance fund, the common income.

local compound = scope.level == "compound"

-- Rows of the newest period of T12 that has ended by the as-of day.
local function newest(list)
  local last
  for _, row in ipairs(list) do
    if row.period and row.period <= asof and (not last or row.period > last) then last = row.period end
  end
  local out = {}
  for _, row in ipairs(list) do
    if row.period == last and last then out[#out + 1] = row end
  end
  return out, last
end

local function performance(row)
  if row.performance then return row.performance end
  if not row.planned_count then return "" end
  local done = row.done_count or 0
  if done >= row.planned_count then return mark.ok .. t{ zh = "完成", en = "done" } end
  return mark.late .. t{ zh = "缺" .. (row.planned_count - done) .. "次",
    en = (row.planned_count - done) .. " short" }
end

-- Who serves the compound: name, way of charging, end of the contract (T02).
local function company()
  local home = rows("compounds")[1]
  if not home then return true end
  if home.has_company == false then
    prose(t{ zh = "本小区没有物业企业。", en = "This compound has no property company." })
    return false
  end
  local id = home.company_id
  for _, row in ipairs(id and table_rows("property_companies", { all = true }) or {}) do
    if row.company_id == id or row.name == id then
      local words = t{ zh = "物业企业：", en = "Property company: " } .. plain(row.name or id)
      if row.charge_mode then words = words .. t{ zh = "，", en = ", " } .. row:label("charge_mode") end
      if row.contract_to then
        words = words .. t{ zh = "，合同至" .. day(row.contract_to), en = ", contract until " .. day(row.contract_to) }
      end
      prose(words .. t{ zh = "。", en = "." })
      return true
    end
  end
  return true
end

local function services()
  heading(t{ zh = "服务事项与履行情况", en = "Services and how they were carried out" })
  if compound and not company() and #rows("service_items", { limit = 1 }) == 0 then return end
  if not received("service_items") then
    missing{ zh = "物业服务事项", en = "property services" }
    return
  end
  facts_prose{ { "D11" } }
  if not compound then return end
  local list = {}
  local found, last = newest(rows("service_items"))
  for _, row in ipairs(found) do
    if row.section ~= "fee" then
      list[#list + 1] = { row.item_name, row.responsible or "", row.standard or row.promise or "",
        number(row.planned_count), number(row.done_count), performance(row) }
    end
  end
  if #list == 0 and #found == 0 then
    prose(t{ zh = "本月没有服务履行记录。", en = "No services were recorded." })
  end
  data_table{
    title = t{ zh = "服务事项、负责人员、质量要求与履行情况", en = "Services" },
    note = last and last < period.first and
      t{ zh = "最近一期截至" .. day(last) .. "。", en = "Latest period, to " .. day(last) .. "." } or "",
    columns = {
      { head = t{ zh = "服务事项", en = "service" }, weight = 2 },
      { head = t{ zh = "负责人员", en = "by whom" }, weight = 2 },
      { head = t{ zh = "质量要求", en = "standard" }, weight = 3 },
      { head = t{ zh = "应做", en = "planned" }, unit = t{ zh = "次", en = "" }, align = "right" },
      { head = t{ zh = "已做", en = "done" }, unit = t{ zh = "次", en = "" }, align = "right" },
      { head = t{ zh = "履行", en = "carried out" }, weight = 2 },
    },
    rows = list,
  }
  return found
end

-- （实收123,967.04元/应收131,879.84元）: a share of sums of money, in yuan.
local function yuan_parts(zh_n, en_n, zh_d, en_d)
  return function(f)
    if not (f.numerator and f.denominator) then return "" end
    return t{ zh = "（" .. zh_n .. money(f.numerator) .. "元/" .. zh_d .. money(f.denominator) .. "元）",
      en = " (" .. money(f.numerator) .. " yuan " .. en_n .. " of " .. money(f.denominator) ..
        " yuan " .. en_d .. ")" }
  end
end

local function fees(found)
  if not received("service_items") then return end
  local list = {}
  for _, row in ipairs(found or {}) do
    if row.section == "fee" then
      list[#list + 1] = { row.item_name, money(row.price), row.price_unit or "",
        row.price_basis or "", row.document_no or "" }
    end
  end
  local complete, collected = fig("D12", "month"), fig("D13", "month")
  if #list == 0 and not complete.ok and not collected.ok then return end
  heading(t{ zh = "收费项目与标准", en = "Fees" })
  facts_prose{ { "D12", nonzero = true, brief = true },
    { "D13", form = "value", nonzero = true, more = yuan_parts("实收", "received", "应收", "due") } }
  data_table{
    title = t{ zh = "收费项目与收费标准", en = "Fees" },
    columns = {
      { head = t{ zh = "收费项目", en = "fee" }, weight = 2 },
      { head = t{ zh = "标准", en = "price" }, unit = t{ zh = "元", en = "yuan" }, align = "right" },
      { head = t{ zh = "计价单位", en = "unit" }, weight = 2 },
      { head = t{ zh = "计费方式", en = "basis" }, weight = 2 },
      { head = t{ zh = "依据", en = "document" }, weight = 2 },
    },
    rows = list,
  }
end

-- （上年同期26件）
local function last_year(_, window)
  local yoy, base = fig("D02", window.code), fig("D03", window.code)
  local words = ""
  if yoy.ok and yoy.denominator then
    words = t{ zh = "（上年同期" .. yoy.denominator .. "件）",
      en = " (last year " .. yoy.denominator .. ")" }
  end
  if base.ok and base.base and base.base ~= "" then
    words = words .. t{ zh = "，较" .. base.base:sub(1, 4) .. "年", en = ", against " ..
      base.base:sub(1, 4) .. " " } .. base:change()
  end
  return words
end

local function unrated(f, window)
  local finished = fig("D07", window.code)
  if not (finished.denominator and f.denominator) then return "" end
  local n = finished.denominator - f.denominator
  return n > 0 and t{ zh = "，另有" .. n .. "件未评价", en = ", " .. n .. " not rated" } or ""
end

-- A month may have thousands of complaints: they are counted, and only the few that matter looked at.
local function categories()
  local function by_category(where, from, to)
    where.issue_type = "complaint"
    local n = count_rows("issues", { date = "reported_on", from = from, to = to, where = where, by = "category" })
    n.other = (n.other or 0) + (n[""] or 0)
    return n
  end
  local done = { "closed", "written_off" }
  local count, old = by_category({}), by_category({}, previous.first, period.first - 1)
  local closed = by_category{ status = done }
  for _, row in ipairs(rows("issues", { date = "reported_on",
      where = { issue_type = "complaint", status = done, closed_on = false } })) do
    local c = row.category or "other"
    if row:ahead("closed_on") then closed[c] = closed[c] - 1 end
  end
  local list, codes = {}, enum_codes("issues", "category")
  local place = {}
  for i, code in ipairs(codes) do place[code] = i end
  local used = {}
  for _, code in ipairs(codes) do
    if (count[code] or 0) + (old[code] or 0) > 0 then used[#used + 1] = code end
  end
  used = sorted(used, function(code) return -(count[code] or 0) * 1000 + place[code] end)
  local sum, sum_old, sum_closed = 0, 0, 0
  for _, code in ipairs(used) do
    local n, o, c = count[code] or 0, old[code] or 0, closed[code] or 0
    sum, sum_old, sum_closed = sum + n, sum_old + o, sum_closed + c
    list[#list + 1] = { enum_label("issues", "category", code), number(o), number(n), number(c) }
  end
  if #list == 0 then return end
  local known = received("issues", previous)
  if not known then for _, row in ipairs(list) do row[2] = "" end end
  list[#list + 1] = { kind = "total", cells = { t{ zh = "合计", en = "total" },
    known and number(sum_old) or "", number(sum), number(sum_closed) } }
  local unit = t{ zh = "件", en = "" }
  data_table{
    title = t{ zh = "投诉都是什么事", en = "What the complaints are about" },
    note = t{ zh = "投诉人姓名、电话、房号不予公开（个人信息）。",
      en = "Names, phones and rooms are personal information and are not published." },
    columns = {
      { head = t{ zh = "类别", en = "category" }, weight = 3 },
      { head = t{ zh = previous.month .. "月", en = "last month" }, unit = unit, align = "right" },
      { head = t{ zh = period.month .. "月", en = "this month" }, unit = unit, align = "right" },
      { head = t{ zh = "已办结", en = "closed" }, unit = unit, align = "right" },
    },
    rows = list,
  }
end

-- Closed and not yet posted: 待公示
local function unposted()
  local of = { date = "reported_on",
    where = { status = { "closed", "written_off" }, closed_on = true, published_on = false } }
  local n = count_rows("issues", of)
  -- Where nothing at all is posted this way, the column is not kept.
  if n == 0 or #rows("issues", { where = { published_on = true }, limit = 1 }) == 0 then return end
  if n > 20 or not compound then
    prose(t{ zh = "已办结待公示" .. n .. "件。", en = n .. " closed and not yet posted." })
  else
    local ids = {}
    for i, row in ipairs(rows("issues", of)) do ids[i] = plain(row.issue_id or "") end
    prose(t{ zh = "已办结待公示" .. n .. "件：", en = n .. " closed and not yet posted: " } ..
      join(ids) .. t{ zh = "。", en = "." })
  end
end

local function disputes()
  local trend = fig("D10", "year")
  local y = { fig("D10.y2", "year"), fig("D10.y1", "year"), fig("D10.y0", "year") }
  if not trend.ok or not (y[1].ok and y[2].ok and y[3].ok) then return end
  if y[1].numerator + y[2].numerator + y[3].numerator == 0 then return end
  local words = t{ zh = "物业纠纷近三年依次为", en = "Disputes in the last three years: " } ..
    y[1]:value() .. t{ zh = "、", en = ", " } .. y[2]:value() .. t{ zh = "、", en = ", " } .. y[3]:value()
  if trend.numerator == 1 then words = words .. t{ zh = "，逐年下降", en = ", falling every year" } end
  prose(words .. t{ zh = "。", en = "." })
end

-- How long what is open in the ledger (D08) has been open, and who has answered a whistle.
local function ageing()
  local bands = {
    { last = 30, zh = "30天以内", en = "up to 30 days" }, { last = 90, zh = "31至90天", en = "31 to 90 days" },
    { last = 365, zh = "91天至1年", en = "91 days to a year" }, { zh = "1年以上", en = "more than a year" },
  }
  -- A ledger has thousands of rows: they are counted, and only the few that matter looked at.
  -- Written off is gone, unless that day lies ahead.
  local start = make_day(1990, 1, 1)
  local function of(from, to, where) return { date = "reported_on", from = from, to = to, where = where } end
  local any_gone, ahead = count_rows("issues", of(start, asof, { status = "written_off" })) > 0, {}
  if any_gone then
    for _, row in ipairs(rows("issues", of(start, asof, { status = "written_off", closed_on = false }))) do
      if row:ahead("closed_on") then ahead[#ahead + 1] = row.reported_on end
    end
  end
  local function still_open(from, to)
    local n = count_rows("issues", of(from, to))
    if any_gone then n = n - count_rows("issues", of(from, to, { status = "written_off" })) end
    for _, reported in ipairs(ahead) do
      if reported >= from and reported <= to then n = n + 1 end
    end
    return n
  end
  local open, to = 0, asof
  for _, band in ipairs(bands) do
    local from = band.last and asof - band.last or start
    band.n = still_open(from, to)
    open, to = open + band.n, from - 1
  end
  local whistles = {}
  for _, row in ipairs(rows("issues", { date = "reported_on", from = period.first, to = asof,
      where = { escalated_to = true, responded_on = false } })) do
    whistles[#whistles + 1] = row.issue_id .. t{ zh = "（", en = " (" } .. row.escalated_to .. t{ zh = "）", en = ")" }
  end
  if open == 0 then return end
  local list = {}
  for _, band in ipairs(bands) do list[#list + 1] = { t(band), number(band.n or 0) } end
  list[#list + 1] = { kind = "total", cells = { t{ zh = "合计", en = "total" }, number(open) } }
  data_table{
    title = t{ zh = "未销号的，受理多久了", en = "Open in the ledger, by age" },
    columns = { { head = t{ zh = "受理以来", en = "since it was reported" }, weight = 2 },
      { head = t{ zh = "件数", en = "issues" }, unit = t{ zh = "件", en = "" }, align = "right" } },
    rows = list,
  }
  if #whistles > 0 then
    prose(t{ zh = "本月上报（吹哨）后部门尚未响应的：", en = "Escalated this month and not answered yet: " } ..
      join(whistles) .. t{ zh = "。", en = "." })
  end
end

local function complaints()
  heading(t{ zh = "投诉与满意", en = "Complaints and satisfaction" })
  if not received("issues") then
    missing{ zh = "问题台账", en = "complaints" }
    return
  end
  facts_prose{
    { "D01", zh = "投诉总量", en = "complaints", change = "D02", more = last_year },
    { "D04" },
    { "D05", nonzero = true, brief = true },
    { "D06", zh = "办结满意率", en = "satisfaction with closed issues", more = unrated },
    { "D07", zh = "平均办理", en = "mean time to close", form = "value", nonzero = true, brief = true },
    { "D09", nonzero = true },
    { "D35", zh = "每百户投诉", en = "complaints per 100 households", form = "number", nonzero = true,
      brief = true, more = function() return t{ zh = "件", en = "" } end },
  }
  stock_prose{ { "D08", zh = "台账未销号", en = "open in the ledger" } }
  if compound then
    detail(ageing)
    detail(unposted)
  end
  disputes()
  local n = fig("D01", "month")
  if n.ok then
    month_chart("D01", t{ zh = "近13个月投诉总量（件）", en = "Complaints, the last 13 months" })
  end
  if compound then detail(categories) end
  detail(function()
    local channels = {}
    for _, code in ipairs(enum_codes("issues", "channel")) do
      local f = fig("D36." .. code, "month")
      if f.ok and f.numerator > 0 then
        channels[#channels + 1] = enum_label("issues", "channel", code) ..
          t{ zh = "来的", en = " " } .. f:value()
      end
    end
    if #channels > 0 then
      prose(t{ zh = "从哪里来：", en = "Sources: " } .. join(channels, t{ zh = "，", en = ", " }) .. t{ zh = "。", en = "." })
    end
    facts_prose{
      { "D30", zh = "调解", en = "mediations", nonzero = true },
      { "D31", nonzero = true, brief = true },
      { "D32", zh = "居民点单", en = "residents' orders", nonzero = true },
      { "D33", nonzero = true, brief = true },
      { "D34", nonzero = true, brief = true },
    }
  end)
end

local function fund_points(_, window)
  local points = fig("D18.pp", window.code)
  return points.ok and t{ zh = "（", en = " (" } .. points:change() .. t{ zh = "）", en = ")" } or ""
end

local function fund()
  heading(t{ zh = "维修资金", en = "The maintenance fund" })
  if not received("fund_ledger") then
    missing{ zh = "维修资金", en = "the maintenance fund" }
  else
    facts_prose{
      { "D16", zh = "维修资金申报", en = "applications to the fund" },
      { "D17", change = "D18", more = fund_points, nonzero = true },
      { "D21", zh = "应急使用", en = "emergency uses", nonzero = true },
      { "D21.posted", nonzero = true, brief = true },
    }
    stock_prose{ { "D19", zh = "维修资金结存", en = "balance of the fund", form = "headline" } }
  end
  stock_prose{ { "D20", nonzero = true } }
  if not compound then return end
  local list = {}
  for _, row in ipairs(sorted(rows("fund_ledger", { date = "entry_on" }),
      function(r) return r.entry_on end)) do
    list[#list + 1] = { short_day(row.entry_on), row:label("entry_type"),
      (row.project_name or "") .. (row.part and " " .. row.part or ""), row.contractor or "",
      row.share_scope or "", money(row.amount or row.settled or row.budget) }
  end
  data_table{
    title = t{ zh = period.month .. "月维修资金明细", en = "The fund this month" },
    note = t{ zh = "分户账不公开；有疑问可以要求复核。",
      en = "Accounts of households are not published; owners may ask for a check." },
    columns = {
      { head = t{ zh = "日期", en = "date" }, align = "right" },
      { head = t{ zh = "类型", en = "entry" } },
      { head = t{ zh = "工程项目", en = "works" }, weight = 3 },
      { head = t{ zh = "施工单位", en = "contractor" }, weight = 2 },
      { head = t{ zh = "分摊范围", en = "shared among" }, weight = 2 },
      { head = t{ zh = "金额", en = "amount" }, unit = t{ zh = "元", en = "yuan" }, align = "right",
        weight = 2 },
    },
    rows = list,
  }
end

local function income_table()
  local into, out, transfer = {}, {}, 0
  local sum_in, sum_out = 0, 0
  for _, row in ipairs(rows("revenue_ledger", { date = "entry_on",
      where = { account = "common_income" } })) do
    local s, n = row.subject or "other", row.amount or 0
    if row.direction == "in" then
      into[s] = (into[s] or 0) + n
      sum_in = sum_in + n
    else
      if row.direction == "transfer_to_fund" then transfer = transfer + n
      else
        local key = s .. ":" .. (row.direction or "out")
        out[key] = (out[key] or 0) + n
      end
      sum_out = sum_out + n
    end
  end
  local list = {}
  local subjects = enum_codes("revenue_ledger", "subject")
  for _, s in ipairs(subjects) do
    if into[s] then
      list[#list + 1] = { enum_label("revenue_ledger", "subject", s), money(into[s]), "" }
    end
  end
  for _, direction in ipairs{ "cost", "out" } do
    for _, s in ipairs(subjects) do
      local n = out[s .. ":" .. direction]
      if n then
        list[#list + 1] = { enum_label("revenue_ledger", "subject", s) ..
          enum_label("revenue_ledger", "direction", direction), "", money(n) }
      end
    end
  end
  if transfer ~= 0 then
    list[#list + 1] = { enum_label("revenue_ledger", "direction", "transfer_to_fund"), "",
      money(transfer) }
  end
  if #list == 0 then
    prose(t{ zh = "本月公共收益没有收支。", en = "No common income or spending this month." })
  else
    list[#list + 1] = { kind = "total", cells = { t{ zh = "本月合计", en = "this month" },
      money(sum_in), money(sum_out) } }
  end
  local now = fig("D24", "asof")
  local before = fig("D24", "asof", { period = previous })
  if before.ok then
    list[#list + 1] = { t{ zh = "上月结余", en = "balance before" }, "", before:ledger() }
  end
  if now.ok then
    list[#list + 1] = { kind = "balance", cells = { t{ zh = "本月结余", en = "balance" }, "",
      now:ledger() } }
  end
  local note = ""
  if now.ok and before.ok and now.numerator and before.numerator and
    before.numerator + sum_in - sum_out == now.numerator then
    note = money(before.numerator) .. "＋" .. money(sum_in) .. "−" .. money(sum_out) .. "＝" ..
      money(now.numerator) .. t{ zh = "。", en = "." }
  end
  local unit = t{ zh = "元", en = "yuan" }
  data_table{
    title = t{ zh = "公共收益收支，" .. month_words(period), en = "Common income, " .. month_words(period) },
    note = note,
    columns = {
      { head = t{ zh = "项目", en = "item" }, weight = 3 },
      { head = t{ zh = "收入", en = "in" }, unit = unit, align = "right", weight = 2 },
      { head = t{ zh = "支出", en = "out" }, unit = unit, align = "right", weight = 2 },
    },
    rows = list,
  }
end

local function income()
  heading(t{ zh = "公共收益收支", en = "Income from common parts" })
  if not received("revenue_ledger") then
    missing{ zh = "公共收益收支", en = "income from common parts" }
    return
  end
  facts_prose{
    { "D22", zh = "公共收益收入", en = "income", form = "headline" },
    { "D23", zh = "成本和支出", en = "costs and spending", form = "headline" },
    { "D25", zh = "补充维修资金比例", en = "share put into the fund", form = "value", nonzero = true,
      more = yuan_parts("补充", "put into the fund", "净收益", "net income") },
  }
  if compound then income_table()
  else stock_prose{ { "D24", zh = "公共收益结余", en = "balance", form = "headline" } } end
end

local function shared_cost()
  local cost = fig("D14", "month")
  if not cost.ok then return end
  heading(t{ zh = "公共水电分摊", en = "Shared water and electricity" })
  local words = t{ zh = "户均公摊费", en = "Shared cost per household " } .. cost:value()
  local before = fig("D14", "month", { period = previous })
  if before.ok then words = words .. t{ zh = "，上月", en = ", last month " } .. before:value() end
  local rel, diff = fig("D15", "month"), fig("D15.diff", "month")
  if rel.ok then words = words .. t{ zh = "，", en = ", " } .. rel:change() end
  if diff.ok and diff.decimal ~= "0" then
    local amount = diff.decimal:gsub("^-", "")
    local down = diff.decimal:sub(1, 1) == "-"
    words = words .. t{ zh = "，每户每月" .. (down and "减少" or "增加") .. amount .. "元",
      en = ", " .. amount .. " yuan " .. (down and "less" or "more") .. " per household and month" }
  end
  prose(words .. t{ zh = "。", en = "." })
  if not compound then return end
  local list = {}
  for _, row in ipairs(rows("revenue_ledger", { date = "entry_on",
      where = { account = "shared_utility" } })) do
    list[#list + 1] = { row:label("subject"), row:show("quantity"), money(row.unit_price),
      number(row.households), money(row.amount) }
  end
  data_table{
    detail = true,
    title = t{ zh = "公共水电分摊明细", en = "Shared utilities" },
    columns = {
      { head = t{ zh = "项目", en = "item" }, weight = 2 },
      { head = t{ zh = "用量", en = "quantity" }, align = "right" },
      { head = t{ zh = "单价", en = "unit price" }, unit = t{ zh = "元", en = "yuan" }, align = "right" },
      { head = t{ zh = "分摊户数", en = "households" }, unit = t{ zh = "户", en = "" }, align = "right" },
      { head = t{ zh = "金额", en = "amount" }, unit = t{ zh = "元", en = "yuan" }, align = "right" },
    },
    rows = list,
  }
end

local checks = { "fire_check", "roof_check", "corridor_check" }

local function safety()
  local done, parking = fig("D26", "month"), fig("D29", "asof")
  local hazards = fig("D37", "asof")
  local unsent = table_known("duty_tasks") and not received("duty_tasks")
  if not (done.ok or parking.ok or hazards.ok or unsent) then return end
  heading(t{ zh = "安全检查与停车秩序", en = "Safety checks and parking" })
  missing_if_expected("duty_tasks", { zh = "履职任务", en = "duty tasks" })
  facts_prose{ { "D26", nonzero = true } }
  if compound then
    local list = {}
    for _, row in ipairs(rows("duty_tasks", { date = "due_on", from = period.first,
        to = period.last, where = { task_type = checks } })) do
      local first, last = period.first, period.last
      if row.due_on <= asof and not (row.done_on and row.done_on >= first and row.done_on <= last) then
        list[#list + 1] = (row.building_id and plain(row.building_id) or
          t{ zh = "（未写楼栋）", en = "(no building)" }) ..
          t{ zh = "", en = " " } .. row:label("task_type")
      end
    end
    if #list > 0 then
      prose(t{ zh = "没有按月完成的：", en = "Not done within the month: " } .. join(list) ..
        t{ zh = "。", en = "." })
    end
  end
  stock_prose{ { "D37", zh = "安全隐患未整改", en = "open hazards" } }
  if received("list_events") and parking.ok then
    facts_prose{
      { "D27", zh = "停车提醒", en = "parking reminders" },
      { "D28", zh = "新列入停车黑名单", en = "vehicles blacklisted" },
    }
    stock_prose{ { "D29", zh = "在黑名单", en = "vehicles on the blacklist" } }
  end
end

-- 钱在哪里: what there was, what came, what went, what there is.
local function poster_money()
  local list = {}
  local function row(kind, label, figure, sign, words)
    if not figure.ok then return end
    list[#list + 1] = { kind = kind, cells = { label, sign .. (words or figure:ledger()) } }
  end
  row(nil, "上月结余", fig("D24", "asof", { period = previous }), "")
  row(nil, "本月收入", fig("D22", "month"), "+")
  row(nil, "本月支出", fig("D23", "month"), "−")
  row("balance", "本月结余", fig("D24", "asof"), "")
  if not received("revenue_ledger") then
    prose(mark.not_received .. "未收到")
    list = {}
  end
  local columns = { { head = "项目" }, { head = "金额", unit = "元", align = "right" } }
  data_table{ columns = columns, rows = list }
  list = {}
  row(nil, "维修资金结存", fig("D19", "asof"), "")
  data_table{ columns = columns, rows = list }
  for _, entry in ipairs(rows("fund_ledger", { date = "entry_on" })) do
    if entry.amount and (entry.entry_type == "approve" or entry.entry_type == "pay_final") then
      prose("**" .. plain((entry.project_name or "维修工程") .. (entry.part and " " .. entry.part or "")) .. "**\n\n" ..
        entry:label("entry_type") .. money(entry.amount) .. "元，" .. short_day(entry.entry_on))
    end
  end
end

return {
  postings = function()
    if compound then poster_part(3, "钱在哪里（公共收益）", poster_money) end
  end,
  build = function()
    local found = services()
    fees(found)
    complaints()
    fund()
    income()
    shared_cost()
    safety()
  end,
}
