-- ② 联席会议商议事项
section "meetings"

local meetings = table_of "meetings"
local items    = table_of "meeting_items"
local issues   = table_of "issues"

-- Every kind of meeting but the committee's own.
local kinds = { "joint", "four_party", "forum730", "council", "idea_hall" }
local joint = meetings.meeting_type:one_of(kinds)

-- An item is dated by the meeting that discussed it.
local item     = items.meeting.meeting_type:one_of(kinds)
local discussed_on = items.meeting.held_on

local step = { issues.step1_on, issues.step2_on, issues.step3_on, issues.step4_on, issues.step5_on }
local step_zh = { "收集", "梳理", "协商", "分流", "评估" }
local step_en = { "collected", "sorted", "consulted", "routed", "evaluated" }

local escalated = issues.escalated_to:known()

-- B08.1 … B08.5: how many came as far as each step.
local funnel = {}
for k = 1, 5 do
  funnel[k] = count { id = "B08." .. k, name = "step" .. k, unit = "件",
                      title = { zh = "五步议事：" .. step_zh[k], en = "five steps: " .. step_en[k] },
                      where = step[k]:known(), date = issues.reported_on }
end

return {
  count { id = "B01", name = "joint_meetings", unit = "场次",
          title = { zh = "联席会议场次", en = "joint meetings held" },
          where = joint, date = meetings.held_on,
          by = meetings.meeting_type, codes = kinds },

  count { id = "B02", name = "items_discussed", unit = "例",
          title = { zh = "商议事项数", en = "items discussed" },
          where = item, date = discussed_on },

  ratio { id = "B03", name = "items_per_meeting", unit = "例/场",
          title = { zh = "场均商议事项", en = "items per meeting" },
          numerator   = number_of { where = item, date = discussed_on },
          denominator = number_of { where = joint, date = meetings.held_on } },

  -- A meeting that was planned and not held stays in the denominator.
  share { id = "B04", name = "held_as_planned", unit = "%", better = "higher",
          title = { zh = "按期召开率", en = "held in their slot" },
          of = joint, date = meetings.planned_on,
          where = same_slot(meetings.held_on, meetings.planned_on, meetings.cadence),
          by = meetings.meeting_type, codes = kinds,
          note = { zh = "分母为本期计划召开的会议；在计划日期所在的周、半月、月或季内召开为按期。",
                   en = "Out of those planned; held in the same week, half month, month …" } },

  share { id = "B05", name = "four_parties_present", unit = "%", better = "higher",
          title = { zh = "四方到会率", en = "all four parties present" },
          of = joint, date = meetings.held_on,
          where = meetings.attend_branch:gt(0) & meetings.attend_community:gt(0)
                & meetings.attend_committee:gt(0) & meetings.attend_company:gt(0),
          note = { zh = "分母为召开的联席会议；党支部、社区、业委会、物业均有人到会为四方到会。",
                   en = "Out of the joint meetings held." } },

  share { id = "B06", name = "agreed", unit = "%", better = "higher",
          title = { zh = "达成一致率", en = "items agreed" },
          of = item, where = items.result:is "agreed", date = discussed_on,
          note = { zh = "分母为商议事项数。", en = "Out of the items discussed." } },

  share { id = "B07", name = "agreed_done", unit = "%", better = "higher",
          title = { zh = "议定落实率", en = "agreed items done" },
          of = item & items.result:is "agreed", where = items.done_on:known(), date = discussed_on,
          note = { zh = "分母为达成一致的事项。", en = "Out of the items agreed." } },

  count { id = "B08", name = "five_steps", unit = "件",
          title = { zh = "五步议事件数", en = "issues in the five steps" },
          where = step[1]:known() | step[2]:known() | step[3]:known() | step[4]:known()
                | step[5]:known(),
          date = issues.reported_on },
  funnel,

  share { id = "B09", name = "loop_closed", unit = "%", better = "higher",
          title = { zh = "闭环率", en = "loop closed" },
          of = step[1]:known(), where = step[5]:known(), date = issues.reported_on,
          note = { zh = "分母为已收集的问题。", en = "Out of the issues collected." } },

  count { id = "B10", name = "escalated", unit = "件",
          title = { zh = "上报（吹哨）件数", en = "escalations" },
          where = escalated, date = issues.reported_on },

  share { id = "B11", name = "departments_responded", unit = "%", better = "higher",
          title = { zh = "部门响应率", en = "department response" },
          of = escalated, where = issues.responded_on:known(), date = issues.reported_on,
          note = { zh = "分母为上报件数。", en = "Out of the escalations." } },

  median { id = "B11.median", name = "response_days", unit = "天", better = "lower",
           title = { zh = "部门响应天数（中位数）", en = "median days to respond" },
           value = issues.responded_on - issues.reported_on,
           where = escalated & issues.responded_on:known(), date = issues.reported_on },

  count { id = "B12", name = "forum_solved", unit = "起",
          title = { zh = "议事厅解决数", en = "solved by the forum" },
          where = items.meeting.meeting_type:is "forum730" & items.done_on:known(),
          date = discussed_on },

  share { id = "B13", name = "secretary_attended", unit = "%", better = "higher",
          title = { zh = "书记列席率", en = "secretary attended" },
          of = meetings.meeting_type:is "committee", where = meetings.secretary_attended:yes(),
          date = meetings.held_on,
          note = { zh = "分母为召开的业委会会议。", en = "Out of the committee meetings held." } },
}
