-- ③ 业主大会决议事项 — and the committee that the owners elect.
--
-- Quorum and result follow 民法典 278 (votes before 2021: 物业管理条例 12), exactly, by the vote day.
section "owners"

local ballots = table_of "resolutions"
local people  = table_of "committee_members"
local homes   = table_of "compounds"

local vote_day = ballots.vote_day
local active_person = active(people.term_from, people.term_to)
local committee     = active_person & people.body:is "committee"
-- An empty position counts as a member.
local member = committee & ~people.position:is "alternate"

-- Turnout and approval: a fraction over all ballots, and one of each ballot.
local function ballot_share(id, name, title, part, whole)
  return ratio { id = id, name = name, title = title, unit = "%", decimals = 2,
                 numerator   = sum_of { value = part, where = whole:known(), date = vote_day },
                 denominator = sum_of { value = whole, where = whole:known(), date = vote_day },
                 note = { zh = "总数不明的表决不计入分子和分母。",
                          en = "Ballots with an unknown total are left out of both." },
                 per_item = { key = ballots.resolution_id, date = vote_day,
                              numerator = part, denominator = whole, unit = "%", decimals = 2 } }
end

local at_the_gates = active_person & people.body:one_of("prep_group", "candidate", "committee")
local function gate(column) return any_of { where = at_the_gates & column:yes() } end
local refused = any_of { where = at_the_gates
  & (people.gate_timing:no() | people.gate_prep:no() | people.gate_candidate:no()) }
local asked = any_of { where = at_the_gates & (people.gate_timing:known()
  | people.gate_prep:known() | people.gate_candidate:known()) }

local function ends_within(months)
  return any_of { where = committee & people.term_to:gt(as_of)
                        & people.term_to:le(as_of:add_months(months)) }
end

return {
  count { id = "C01", name = "resolutions", unit = "项",
          title = { zh = "表决事项数", en = "resolutions voted on" },
          rows = ballots, date = vote_day },

  ballot_share("C02", "owner_turnout", { zh = "参与人数占比", en = "turnout by owners" },
               ballots.voted_owners, ballots.owners_total),
  ballot_share("C03", "area_turnout", { zh = "参与面积占比", en = "turnout by area" },
               ballots.voted_area, ballots.area_total),
  ballot_share("C04", "agree_owners", { zh = "同意人数占比", en = "agreement by owners" },
               ballots.agree_owners, ballots.voted_owners),
  ballot_share("C05", "agree_area", { zh = "同意面积占比", en = "agreement by area" },
               ballots.agree_area, ballots.voted_area),

  count { id = "C06", name = "quorum_met", unit = "项",
          title = { zh = "达到法定参与的表决", en = "ballots with a quorum" },
          where = ballots.quorum:yes(), date = vote_day,
          per_item = { key = ballots.resolution_id, date = vote_day, numerator = ballots.quorum } },

  count { id = "C07", name = "passed", unit = "项",
          title = { zh = "通过的表决", en = "resolutions passed" },
          where = ballots.passed:yes(), date = vote_day,
          per_item = { key = ballots.resolution_id, date = vote_day, numerator = ballots.passed } },

  share { id = "C08", name = "pass_rate", unit = "%",
          title = { zh = "表决通过率", en = "pass rate" },
          of = ballots.passed:known(), where = ballots.passed:yes(), date = vote_day,
          note = { zh = "分母为能够重新计算结果的表决。",
                   en = "Out of the ballots whose result can be recomputed." } },

  share { id = "C09", name = "notice_kept", unit = "%", better = "higher",
          title = { zh = "会前公告合规率", en = "15 days' notice kept" },
          rows = ballots, where = (ballots.vote_from - ballots.notice_on):ge(15), date = vote_day,
          note = { zh = "分母为全部表决事项；会前公告不少于15日（物业管理条例第十四条）。",
                   en = "Out of all resolutions; 15 days' notice under 物业管理条例 14." } },

  mean { id = "C10", name = "days_to_post", unit = "天", better = "lower",
         title = { zh = "决定公示用时", en = "days until a decision is posted" },
         value = ballots.posted_on - ballots.decided_on,
         of = ballots.posted_on:known(), date = ballots.decided_on,
         note = { zh = "只计已公示的决定。", en = "Decisions posted so far." } },

  share { id = "C10.within3", name = "posted_within_3_days", unit = "%", better = "higher",
          title = { zh = "决定3日内公示率", en = "decisions posted within 3 days" },
          rows = ballots, where = (ballots.posted_on - ballots.decided_on):le(3),
          date = ballots.decided_on,
          note = { zh = "分母为本期作出的决定，尚未公示的也在内。",
                   en = "Out of all decisions of the window, unposted ones too." } },

  share { id = "C11", name = "committees_formed", unit = "%", better = "higher", window = "stock",
          title = { zh = "业委会组建率", en = "committees formed" },
          of = homes.eligible_committee:yes(), where = homes.committee_status:is "established",
          note = { zh = "分母为符合成立条件的小区。", en = "Out of the compounds that may form one." } },

  share { id = "C12", name = "party_share", unit = "%", window = "stock", sensitive = true,
          title = { zh = "班子党员占比", en = "party members in committees" },
          of = member, where = people.party_member:yes(),
          note = { zh = "分母为现任业委会成员，候补不计。",
                   en = "Out of the sitting members, alternates left out." } },

  -- Exactly half is no majority.
  total { id = "C13", name = "party_majority", unit = "个", window = "stock", sensitive = true,
          follows = "C12",
          title = { zh = "党员过半业委会数", en = "committees with a party majority" },
          formula = { zh = "2 × 党员成员数 ＞ 成员数的现任业委会数（候补不计）",
                      en = "sitting committees with 2 × party members > members, no alternates" },
          numerator = (2 * number_of { where = member & people.party_member:yes() })
                      :gt(number_of { where = member }) },

  count { id = "C14", name = "dual_office", unit = "名", window = "stock",
          title = { zh = "一肩挑人数", en = "secretary and director in one" },
          where = member & people.position:is "director" & people.is_branch_secretary:yes() },

  count { id = "C15", name = "cross_posts", unit = "人", window = "stock",
          title = { zh = "交叉任职人数", en = "cross posts" },
          where = active_person & people.cross_posts:known()
                & people.body:one_of("committee", "supervisors", "management_committee") },

  share { id = "C16", name = "vetting_passed", unit = "%", window = "stock", sensitive = true,
          title = { zh = "候选人联审通过率", en = "candidates that passed vetting" },
          of = active_person & people.body:is "candidate"
             & people.vet_result:one_of("pass", "fail"),
          where = people.vet_result:is "pass",
          note = { zh = "分母为已有联审结论的候选人。", en = "Out of the candidates with a result." } },

  largest { id = "C17", name = "vetting_bodies", unit = "家", window = "stock",
            title = { zh = "联审部门数", en = "vetting bodies" },
            value = people.vet_total, where = active_person & people.body:is "candidate" },

  ratio { id = "C18", name = "gates_kept", unit = "%", better = "higher", window = "stock",
          title = { zh = "三关合规率", en = "three gates kept" },
          numerator = gate(people.gate_timing) & gate(people.gate_prep)
                    & gate(people.gate_candidate) & ~refused,
          denominator = asked,
          formula = { zh = "三关均有“是”且无一“否”的小区数 ÷ 填报过任一关的小区数（按在任的筹备组、候选人、业委会行）",
                      en = "compounds with a yes at each gate and no no / compounds that "
                        .. "reported any gate" },
          note = { zh = "分母为填报过任一关的小区；三关均有“是”且无“否”为合规。",
                   en = "Out of the compounds that reported any gate." } },

  total { id = "C19", name = "terms_ending", unit = "个", window = "stock",
          title = { zh = "5个月内任期届满的业委会", en = "terms ending within 5 months" },
          numerator = ends_within(5) },

  total { id = "C19.2", name = "terms_ending_soon", unit = "个", window = "stock",
          title = { zh = "2个月内任期届满的业委会", en = "terms ending within 2 months" },
          numerator = ends_within(2) },

  share { id = "C20", name = "charter_amended", unit = "%", better = "higher", window = "stock",
          title = { zh = "党建入章率", en = "party work in the charter" },
          rows = homes, where = homes.charter_amended_on:known(),
          note = { zh = "分母为全部小区。", en = "Out of all compounds." } },
}
