-- ④ 物业服务事项 — complaints, promises, charges, the maintenance fund, common income, safety.
section "services"

local issues   = table_of "issues"
local services = table_of "service_items"
local fund     = table_of "fund_ledger"
local ledger   = table_of "revenue_ledger"
local tasks    = table_of "duty_tasks"
local events   = table_of "list_events"
local homes    = table_of "compounds"

-- Issues: the status decides, a date after the as-of day only delays it.
local closed      = issues.status:reached({ "closed", "written_off" }, issues.closed_on)
local written_off = issues.status:reached("written_off", issues.closed_on)
local finished    = issues.status:one_of("closed", "written_off")
local days_taken  = issues.closed_on - issues.reported_on
local complaint   = issues.issue_type:is "complaint"
local dispute     = issues.issue_type:is "dispute"
local mediation   = issues.issue_type:is "mediation"
local order       = issues.issue_type:is "order"
local ended       = mediation & issues.mediated_result:one_of("success", "failed")

local satisfied = issues.satisfaction:one_of("very", "yes",
                                             when(config.basic_counts ~= false, "basic"))

-- Shared utilities: what was spent, and the households it was spread over.
local shared_cost = ledger.account:is "shared_utility" & ledger.direction:one_of("out", "cost")
local spread_over = largest_of { value = ledger.households, where = shared_cost,
                                 date = ledger.entry_on }

local common_income = ledger.account:is "common_income"
local function income(...) return common_income & ledger.direction:one_of(...) end
local function income_sum(...)
  return sum_of { value = ledger.amount, where = income(...), date = ledger.entry_on }
end

local apply     = fund.entry_type:is "apply"
local emergency = fund.emergency:yes()

local parked    = events.subject_type:is "vehicle"
local barred    = parked & events.event:is "blacklist"
-- Three months, the last day included, where no end is given.
local barred_to = events.until_on:or_else(events.event_on:add_months(3) - 1)
local still_barred = barred & events.event_on:le(as_of) & barred_to:ge(as_of)
                   & events.released_on:missing()

-- Dispute counts of the twelve months ending now, and 12 and 24 months earlier.
local function disputes(years_back, zh, en)
  return count { id = "D10.y" .. years_back, name = "disputes_y" .. years_back, unit = "件",
                 window = "year", shift = -12 * years_back, totals = "D10",
                 title = { zh = "物业纠纷：" .. zh, en = "disputes: " .. en },
                 where = dispute, date = issues.reported_on }
end

return {
  count { id = "D01", name = "complaints", unit = "件", better = "lower",
          title = { zh = "投诉总量", en = "complaints" },
          where = complaint, date = issues.reported_on },

  change { id = "D02", name = "complaints_yoy", unit = "%", better = "lower",
           title = { zh = "投诉同比", en = "complaints against last year" },
           of = "D01", base = "yoy", as = "relative" },

  change { id = "D03", name = "complaints_base_year", unit = "%", better = "lower",
           title = { zh = "投诉较基年", en = "complaints against the base year" },
           of = "D01", base = "base_year", as = "relative" },

  share { id = "D04", name = "closed", unit = "%", better = "higher",
          title = { zh = "办结率", en = "issues closed" },
          rows = issues, where = closed, date = issues.reported_on,
          note = { zh = "分母为受理的全部问题。", en = "Out of all issues reported." } },

  -- An issue without a closing date is neither on time nor late until its due date has passed.
  share { id = "D05", name = "closed_on_time", unit = "%", better = "higher",
          title = { zh = "按期办结率", en = "closed on time" },
          of = issues.due_on:known(), where = closed & (issues.closed_on <= issues.due_on),
          date = issues.due_on,
          note = { zh = "分母为本期到期的问题。", en = "Out of the issues due in the window." } },

  share { id = "D06", name = "satisfaction_rate", unit = "%", decimals = 2, better = "higher",
          title = { zh = "办结满意率", en = "satisfaction with closed issues" },
          of = finished & issues.satisfaction:one_of("very", "yes", "basic", "no"),
          where = satisfied, date = issues.closed_on,
          note = { zh = "分母为已办结且有评价的问题，未评价的不计入；“基本满意”按满意计（可在配置中关闭）。",
                   en = "Out of those closed and rated; 基本满意 counts unless switched off." } },

  mean { id = "D07", name = "days_to_close", unit = "天", better = "lower",
         title = { zh = "平均办理天数", en = "mean days to close" },
         value = days_taken, of = finished, date = issues.closed_on },

  median { id = "D07.median", name = "median_days_to_close", unit = "天", better = "lower",
           title = { zh = "办理天数（中位数）", en = "median days to close" },
           value = days_taken, where = finished,
           date = issues.closed_on },

  count { id = "D08", name = "open_ledger", unit = "件", better = "lower", window = "stock",
          title = { zh = "台账未销号", en = "not written off" },
          where = issues.reported_on:known() & ~written_off },

  -- D09 is over all issues, also those on no list; its parts are of their list.
  share { id = "D09", name = "written_off", unit = "%", better = "higher",
          title = { zh = "销号率", en = "written off" },
          rows = issues, where = written_off, date = issues.reported_on, by = issues.list_type,
          note = { zh = "分母为台账全部问题（分清单时为该清单的问题）。",
                   en = "Out of all issues in the ledger; by list, out of that list." } },

  trend { id = "D10", name = "disputes_falling", better = "higher", window = "year",
          title = { zh = "物业纠纷逐年下降", en = "disputes falling every year" },
          of = { "D10.y0", "D10.y1", "D10.y2" }, needs = { "issues" },
          formula = { zh = "前两年 ＞ 前一年 ＞ 本年（各为截至本期的十二个月）",
                      en = "two years ago > a year ago > now, each twelve months" } },
  disputes(0, "近十二个月", "last twelve months"),
  disputes(1, "前一年", "a year earlier"),
  disputes(2, "前两年", "two years earlier"),

  -- Doing more than planned does not make up for another item left undone.
  ratio { id = "D11", name = "services_performed", unit = "%", better = "higher",
          title = { zh = "服务履约率", en = "services performed" },
          numerator = sum_of { value = services.done_count:or_zero()
                                       :at_most(services.planned_count),
                               where = services.planned_count:known(), date = services.period },
          denominator = sum_of { value = services.planned_count,
                                 where = services.planned_count:known(), date = services.period },
          note = { zh = "分母为计划次数；每项完成次数以计划次数为限。",
                   en = "Out of what was planned; each item counts up to its plan." } },

  share { id = "D12", name = "prices_complete", unit = "%", better = "higher",
          title = { zh = "明码标价完整率", en = "price list complete" },
          of = services.section:is "fee", date = services.period,
          where = services.price:known() & services.price_unit:known()
                & services.price_basis:known(),
          note = { zh = "分母为收费项目；收费标准、计价单位、计费方式齐全为完整。",
                   en = "Out of the charges; price, unit and basis must all be given." } },

  ratio { id = "D13", name = "fees_collected", unit = "%", better = "higher",
          title = { zh = "物业费收缴率", en = "fees collected" },
          numerator = sum_of { value = services.received:or_zero(),
                               where = services.receivable:known(), date = services.period },
          denominator = sum_of { value = services.receivable,
                                 where = services.receivable:known(), date = services.period },
          note = { zh = "分母为应收金额；收回往期欠费时可超过100%。",
                   en = "Out of what was receivable; arrears paid late can exceed 100%." } },

  ratio { id = "D14", name = "shared_cost", unit = "元/户", better = "lower",
          title = { zh = "户均公摊费", en = "shared cost per household" },
          numerator = sum_of { value = ledger.amount, where = shared_cost, date = ledger.entry_on }
                      :only_if(spread_over:gt(0)),
          denominator = spread_over:only_if(spread_over:gt(0)),
          formula = { zh = "公共水电支出、成本之和 ÷ 各小区本期最大分摊户数之和（有户数的小区）",
                      en = "shared utility costs / the largest number of households of each "
                        .. "compound, where there is one" },
          note = { zh = "户数取各小区本期最大的分摊户数；未填户数的小区不计入。",
                   en = "Households: the largest of the window; those without are left out." } },

  change { id = "D15", name = "shared_cost_change", unit = "%", better = "lower", window = "month",
           title = { zh = "公摊费环比", en = "shared cost against last month" },
           of = "D14", base = "mom", as = "relative" },

  change { id = "D15.diff", name = "shared_cost_difference", unit = "元/户", better = "lower",
           window = "month", title = { zh = "户均公摊费增减", en = "change of shared cost" },
           of = "D14", base = "mom", as = "difference" },

  count { id = "D16", name = "fund_applications", unit = "件",
          title = { zh = "维修资金申报数", en = "fund applications" },
          where = apply, date = fund.entry_on },

  share { id = "D17", name = "fund_used", unit = "%", better = "higher",
          title = { zh = "维修资金申报使用率", en = "fund applications paid" },
          of = apply, where = fund.paid_on:known(), date = fund.entry_on,
          note = { zh = "分母为申报数；同一事项已有首拨或尾款为使用。",
                   en = "Out of the applications; used once a first or final payment was made." } },

  change { id = "D18", name = "fund_used_yoy", unit = "%", better = "higher",
           title = { zh = "申报使用率同比", en = "fund use against last year" },
           of = "D17", base = "yoy", as = "relative" },

  change { id = "D18.pp", name = "fund_used_points", unit = "个百分点", better = "higher",
           title = { zh = "申报使用率同比增减", en = "fund use against last year, in points" },
           of = "D17", base = "yoy", as = "points" },

  sum { id = "D19", name = "fund_balance", unit = "元", window = "stock",
        title = { zh = "维修资金结存", en = "fund balance" },
        value = choose(fund.entry_type:one_of("deposit", "interest", "adjust"),
                       fund.amount, 0 - fund.amount),
        where = fund.entry_on:le(as_of)
              & fund.entry_type:one_of("deposit", "interest", "adjust", "pay_first", "pay_final",
                                       "refund") },

  count { id = "D20", name = "low_balance", unit = "个", better = "lower", window = "stock",
          title = { zh = "余额低于首期30%的小区", en = "balance below 30% of the first deposit" },
          where = (10 * homes.fund_balance):lt(3 * homes.fund_first_deposit) },

  -- Several entries of one matter are one use; an entry without a matter is one of its own.
  distinct { id = "D21", name = "emergency_uses", unit = "件",
             title = { zh = "应急使用维修资金", en = "emergency uses of the fund" },
             where = emergency, date = fund.entry_on, keys = { fund.matter_id } },

  ratio { id = "D21.posted", name = "emergency_posted", unit = "%", better = "higher",
          title = { zh = "应急使用按期公开率", en = "emergency uses posted in time" },
          needs = { "fund_ledger", "disclosures" },
          numerator = distinct_of { where = emergency & fund.posted_in_time_on:known(),
                                    date = fund.entry_on, keys = { fund.matter_id } },
          denominator = distinct_of { where = emergency, date = fund.entry_on,
                                      keys = { fund.matter_id } },
          note = { zh = "分母为应急使用件数。", en = "Out of the emergency uses." } },

  sum { id = "D22", name = "common_income", unit = "元",
        title = { zh = "公共收益收入", en = "common income" },
        value = ledger.amount, where = income("in"), date = ledger.entry_on },

  sum { id = "D23", name = "common_costs", unit = "元",
        title = { zh = "公共收益成本支出", en = "costs and spending of common income" },
        value = ledger.amount, where = income("cost", "out"), date = ledger.entry_on },

  sum { id = "D24", name = "common_balance", unit = "元", window = "stock",
        title = { zh = "公共收益结余", en = "balance of common income" },
        value = choose(ledger.direction:is "in", ledger.amount, 0 - ledger.amount),
        where = ledger.entry_on:le(as_of) & income("in", "cost", "out", "transfer_to_fund") },

  ratio { id = "D25", name = "share_to_fund", unit = "%",
          title = { zh = "补充维修资金比例", en = "share paid into the fund" },
          numerator = income_sum("transfer_to_fund"),
          denominator = income_sum("in") - income_sum("cost"),
          note = { zh = "分母为公共收益收入减成本（民法典第二百八十二条）。",
                   en = "Out of income less costs (民法典 282)." } },

  share { id = "D26", name = "monthly_checks", unit = "%", better = "higher",
          title = { zh = "楼管三项任务完成率", en = "three monthly checks done" },
          of = tasks.task_type:one_of("fire_check", "roof_check", "corridor_check"),
          where = tasks.done_on:month():eq(tasks.due_on:month())
                & tasks.done_on:year():eq(tasks.due_on:year()),
          date = tasks.due_on,
          note = { zh = "分母为本期应完成的任务（每幢每项一行）；当月完成为完成。",
                   en = "Out of the checks due, a row per building and task; done that month." } },

  count { id = "D27", name = "parking_reminders", unit = "次",
          title = { zh = "停车提醒次数", en = "parking reminders" },
          where = parked & events.event:is "reminder", date = events.event_on },

  count { id = "D28", name = "parking_blacklisted", unit = "辆",
          title = { zh = "停车黑名单新增", en = "vehicles blacklisted" },
          where = barred, date = events.event_on },

  distinct { id = "D29", name = "on_parking_blacklist", unit = "辆", window = "stock",
             title = { zh = "在黑名单车辆", en = "vehicles on the blacklist" },
             where = still_barred, keys = { events.plate } },

  count { id = "D30", name = "mediations", unit = "件",
          title = { zh = "调解件数", en = "mediations" },
          where = mediation, date = issues.reported_on },

  share { id = "D31", name = "mediation_success", unit = "%", better = "higher",
          title = { zh = "调解成功率", en = "mediation success" },
          of = ended, where = issues.mediated_result:is "success", date = issues.reported_on,
          note = { zh = "分母为已有结果的调解。", en = "Out of the mediations that ended." } },

  count { id = "D32", name = "orders", unit = "单",
          title = { zh = "居民点单数", en = "orders" },
          where = order, date = issues.reported_on },

  share { id = "D33", name = "orders_accepted", unit = "%", better = "higher",
          title = { zh = "接单率", en = "orders taken" },
          of = order & issues.dispatched_on:known(), where = issues.accepted_on:known(),
          date = issues.reported_on,
          note = { zh = "分母为已派单的点单。", en = "Out of the orders dispatched." } },

  share { id = "D34", name = "orders_done", unit = "%", better = "higher",
          title = { zh = "办单率", en = "orders done" },
          of = order, where = closed, date = issues.reported_on,
          note = { zh = "分母为居民点单数。", en = "Out of the orders." } },

  ratio { id = "D35", name = "complaints_per_100", unit = "件/百户", better = "lower",
          title = { zh = "百户投诉率", en = "complaints per 100 units" },
          numerator = number_of { where = complaint, date = issues.reported_on }
                      :only_if(any_of { where = homes.total_units:known() }),
          denominator = sum_of { value = homes.total_units, where = homes.total_units:known() },
          note = { zh = "分母为总户数；未填总户数的小区不计入。",
                   en = "Out of all units; compounds that give no number are left out." } },

  count { id = "D36", name = "by_channel", unit = "件",
          title = { zh = "问题来源分布", en = "issues by channel" },
          rows = issues, date = issues.reported_on, by = issues.channel },

  total { id = "D37", name = "open_hazards", unit = "处", better = "lower", window = "stock",
          title = { zh = "安全隐患未整改", en = "open hazards" },
          numerator = sum_of { value = tasks.hazards_found - tasks.hazards_fixed:or_zero(),
                               where = tasks.done_on:le(as_of) & tasks.hazards_found:known() }
                    + number_of { where = issues.issue_type:is "hazard"
                                        & issues.reported_on:le(as_of) & ~closed } },
}
