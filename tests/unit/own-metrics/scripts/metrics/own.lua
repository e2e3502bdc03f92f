-- What an office may add: builders that no shipped figure uses.
section "services"
local ledger = table_of "revenue_ledger"
local homes  = table_of "compounds"
local issues = table_of "issues"
local complaints = number_of { where = issues.issue_type:is "complaint", date = issues.reported_on }

return {
  latest { id = "X01", name = "households_now", unit = "户", window = "stock",
           title = { zh = "最近分摊户数", en = "households, last known" },
           value = ledger.households, date = ledger.entry_on },

  latest { id = "X02", name = "households_of_window", unit = "户",
           title = { zh = "本期分摊户数", en = "households of the window" },
           value = ledger.households, date = ledger.entry_on },

  ratio { id = "X03", name = "quiet", unit = "%", title = { zh = "零投诉小区", en = "quiet compounds" },
          numerator = complaints:eq(0), denominator = number_of { rows = homes },
          note = { zh = "分母为全部小区。", en = "Out of all compounds." } },

  count { id = "X04", name = "touched", unit = "件",
          title = { zh = "有动静的问题", en = "issues, by the day they were last touched" },
          rows = issues, date = issues.closed_on:or_else(issues.reported_on) },

  count { id = "X05", name = "by_their_day", unit = "件",
          title = { zh = "到日子的问题", en = "issues: open ones by the day they are due" },
          rows = issues, date = choose(issues.closed_on:known(), issues.reported_on, issues.due_on) },

  largest { id = "X06", name = "most_households", unit = "户",
            title = { zh = "单笔分摊户数最多", en = "most households of one entry" },
            value = ledger.households, date = ledger.entry_on },
}
