-- ① 小区党支部提议事项
section "proposals"

local proposals = table_of "proposals"
local issues    = table_of "issues"
local projects  = table_of "projects"

-- Adopted is what the status says, whether its date lies ahead or not.
local adopted = proposals.status:one_of("to_meeting", "to_owners", "direct", "closed")

local idea = projects.kind:is "idea" & projects.ballot_year:eq(as_of_year)
local top  = idea & projects.rank:le(10)

return {
  count { id = "A01", name = "proposals", unit = "项",
          title = { zh = "提议事项数", en = "proposals" },
          rows = proposals, date = proposals.proposed_on },

  share { id = "A02", name = "adopted", unit = "%", better = "higher",
          title = { zh = "提议采纳率", en = "proposals adopted" },
          of = proposals.status:is_not "submitted", where = adopted,
          date = proposals.proposed_on,
          note = { zh = "分母为已有结论的提议（状态不是“已提交”）。",
                   en = "Out of the proposals that were decided on." } },

  share { id = "A03", name = "proposals_closed", unit = "%", better = "higher",
          title = { zh = "提议办结率", en = "adopted proposals closed" },
          of = adopted, where = proposals.status:reached("closed", proposals.closed_on),
          date = proposals.proposed_on,
          note = { zh = "分母为已采纳的提议。", en = "Out of the adopted proposals." } },

  count { id = "A04", name = "branch_reviews", unit = "项",
          title = { zh = "支部审议数", en = "branch reviews" },
          where = proposals.kind:is "pre_review", date = proposals.proposed_on },

  total { id = "A05", name = "by_list", unit = "项",
          title = { zh = "三张清单事项数", en = "matters on the three lists" },
          numerator = number_of { rows = proposals, date = proposals.proposed_on }
                    + number_of { rows = issues, date = issues.reported_on },
          by = { proposals.list_type, issues.list_type },
          note = { zh = "提议事项按提议日期、问题台账按受理日期；未填清单的不计。",
                   en = "Proposals and issues together; those on no list are left out." } },

  count { id = "A06", name = "ideas", unit = "个", window = "ytd",
          title = { zh = "金点子征集数", en = "ideas collected" },
          where = idea },

  count { id = "A07", name = "top_ideas", unit = "个", window = "ytd",
          title = { zh = "金点子前10", en = "top ten ideas" },
          where = top,
          note = { zh = "按得票重新排名，票数相同的名次并列，因此可能多于10个。",
                   en = "Ranked again by votes; ties share a rank, so more than ten may show." },
          per_item = { key = projects.project_id, where = top,
                       numerator = projects.ballot_votes, value = projects.rank, unit = "名次" } },

  share { id = "A08", name = "top_ideas_done", unit = "%", better = "higher", window = "ytd",
          title = { zh = "金点子落地率", en = "top ten ideas done" },
          of = top, where = projects.status:reached("done", projects.done_on),
          note = { zh = "分母为排名前10的金点子。", en = "Out of the top ten ideas." } },
}
