-- 公开总览 — was everything made public that had to be, in time and for long enough?
--
-- The engine makes a due item of every rule that applies to a compound (rule packs in
-- scripts/rules, or R1): see `due_items` and `standing_items` in scripts/README.md.
section "overview"

local posts    = table_of "disclosures"
local due      = table_of "due_items"
local standing = table_of "standing_items"

local proposals, meetings = table_of "proposals", table_of "meetings"
local resolutions, services = table_of "resolutions", table_of "service_items"
local joint = meetings.meeting_type:one_of("joint", "four_party", "forum730", "council",
                                           "idea_hall")

-- The twelve months ending with the period.
local year_first = period_first:add_months(-11)

-- One of the four boxes is filled by its own rows or by a posting of that section,
-- an explicit 无 among them.
local function box(own, posted_as)
  return any_of(own) | any_of { where = posts.kind_of:is(posted_as), date = posts.posted_on }
end

return {
  share { id = "M01", name = "disclosure_rate", unit = "%", better = "higher",
          title = { zh = "小区信息公开率", en = "disclosure rate" },
          rows = due, where = due.on_time:yes(), date = due.due_on,
          note = { zh = "分母为本期应公开项：按公开事项目录逐小区逐项计算；分子为按期公开的项。",
                   en = "Out of the items that the rules make due in the window." } },

  change { id = "M02", name = "disclosure_rate_change", unit = "个百分点", better = "higher",
           title = { zh = "公开率变化", en = "change in disclosure rate" },
           of = "M01", base = "yoy", as = "points" },

  share { id = "M03", name = "posted_on_time", unit = "%", better = "higher",
          title = { zh = "公开及时率", en = "posted on time" },
          of = posts.due_day:known(), where = posts.posted_on:le(posts.due_day),
          date = posts.posted_on,
          note = { zh = "分母为本期已公开且有应公开日的项；未公开的不在内。",
                   en = "Out of what was posted in the window and had a due day." } },

  -- On the due day itself an item is not yet overdue.
  total { id = "M04", name = "overdue", unit = "项", better = "lower", window = "stock",
          title = { zh = "逾期未公开项", en = "overdue and not posted" },
          numerator = number_of { where = due.continuous:eq(0) & due.due_on:ge(year_first)
                                        & due.due_on:lt(as_of) & due.first_posted_on:missing() }
                    + (number_of { rows = standing }
                       - distinct_of { where = posts.standing:yes() & posts.posted_on:known()
                                             & (posts.removed_on:missing()
                                                | posts.removed_on:ge(as_of)),
                                       keys = { posts.rule_id } }),
          formula = { zh = "近十二个月内应公开日早于截至日且未公开的项 + 截至日没有在公开的持续公开项",
                      en = "items due in the last twelve months, before the as-of day, and not "
                        .. "posted + continuous items not up on the as-of day" },
          note = { zh = "近十二个月到期仍未公开的项，加上当日没有在公开的持续公开项。",
                   en = "Of the last twelve months, and continuous items not up on the day." } },

  ratio { id = "M05", name = "all_four", unit = "%", better = "higher",
          title = { zh = "四公开齐全小区占比", en = "compounds with all four disclosures" },
          numerator = box({ rows = proposals, date = proposals.proposed_on }, "proposal")
                    & box({ where = joint, date = meetings.held_on }, "meeting")
                    & box({ rows = resolutions, date = resolutions.vote_day }, "owners")
                    & box({ rows = services, date = services.period }, "service"),
          denominator = number_of { rows = table_of "compounds" },
          note = { zh = "分母为全部小区；某一项确无内容而公开了“无”的，视为已公开。",
                   en = "Out of all compounds; a posted “nothing this month” counts." } },

  sum { id = "M06", name = "objections", unit = "件",
        title = { zh = "异议数", en = "objections" },
        value = posts.objections, date = posts.posted_on },

  ratio { id = "M07", name = "objections_answered", unit = "%", better = "higher",
          title = { zh = "异议答复率", en = "objections answered" },
          numerator = sum_of { value = posts.objections_replied:or_zero(),
                               where = posts.objections:known(), date = posts.posted_on },
          denominator = sum_of { value = posts.objections,
                                 where = posts.objections:known(), date = posts.posted_on },
          note = { zh = "未填已答复数的按0计。", en = "An empty number of answers counts as none." } },

  -- Three known dates or none at all: an unknown period is not too short.
  count { id = "M08", name = "posted_too_short", unit = "项", better = "lower",
          title = { zh = "公示期不足项", en = "posted too short" },
          where = (posts.removed_on - posts.posted_on):lt(posts.min_post_days),
          date = posts.removed_on },
}
