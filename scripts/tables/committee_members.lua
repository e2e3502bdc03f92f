-- T05 业委会及候选人 — membership of the party is counted, never printed (个人信息保护法 28).
return {
  name = "committee_members", id = "T05", key = { "person_key", "body", "term_from" },
  title = { zh = "业委会及候选人", en = "committee members and candidates" },
  columns = {
    { "person_key", "id", "编号|人员编号", "person number", required = true, privacy = "private" },
    { "person_name", "str", "姓名", "name", required = true, privacy = "masked" },
    { "body", "enum", "组织|机构", "body", required = true, values = {
      { "prep_group", "筹备组", "preparatory group" }, { "candidate", "候选人" },
      { "committee", "业委会|业主委员会" }, { "supervisors", "监委会|业主监督委员会" },
      { "management_committee", "物管会|物业管理委员会" },
    } },
    { "position", "enum", "职务", "position", values = {
      { "director", "主任" }, { "deputy", "副主任" }, { "member", "委员" },
      { "alternate", "候补委员|候补" },
    } },
    { "party_member", "bool", "是否党员|政治面貌|党员", "party member", required = true,
      privacy = "private" },
    { "is_branch_secretary", "bool", "是否兼支部书记|兼支部书记", "also branch secretary" },
    { "cross_posts", "str", "交叉任职", "cross posts" },
    { "term_from", "date", "任期起|任期开始", "term from" },
    { "term_to", "date", "任期止|任期结束|任期届满", "term to (last day)" },
    { "vet_total", "int", "联审部门数", "vetting bodies", privacy = "private" },
    { "vet_passed", "int", "通过部门数", "bodies that passed", privacy = "private" },
    { "vet_result", "enum", "结论|联审结论", "vetting result", privacy = "private", values = {
      { "pass", "通过|合格" }, { "fail", "不通过|未通过|不合格" }, { "pending", "待审|审查中" },
    } },
    { "gate_timing", "bool", "筹备时机关", "gate: timing" },
    { "gate_prep", "bool", "筹备组人选关", "gate: preparatory group" },
    { "gate_candidate", "bool", "业委会人选关", "gate: candidates" },
  },
}
