-- T07 ① 小区党支部提议事项
return {
  name = "proposals", id = "T07", key = { "matter_id" }, date = "proposed_on",
  title = { zh = "小区党支部提议事项", en = "party-branch proposals" },
  columns = {
    { "matter_id", "id", "事项编号|事项编码", "matter number", required = true },
    { "title", "str", "事项名称|议题|提议事项", "matter", required = true },
    { "kind", "enum", "类别|提议类别", "kind", required = true, values = {
      { "branch_proposal", "支部提议" }, { "red_proposal", "红色提案", "party-led proposal" },
      { "pre_review", "支部审议", "branch review" }, { "resident", "居民提议", "from residents" },
    } },
    { "list_type", "enum", "清单|清单类别", "list", values = {
      { "livelihood", "服务民生类|民生服务|服务民生", "livelihood" },
      { "governance", "社会治理类|社会治理", "governance" },
      { "enforcement", "综合执法类|综合执法", "enforcement" },
    } },
    { "proposed_on", "date", "提议日期|提议时间", "proposed on", required = true },
    { "proposer_org", "id", "提议组织|提出组织", "proposing organisation", required = true },
    { "status", "enum", "状态", "status", required = true, values = {
      { "submitted", "已提交|提交" }, { "to_meeting", "提交联席会议", "to the joint meeting" },
      { "to_owners", "提交业主大会", "to the owners' assembly" },
      { "direct", "直接办理", "handled directly" }, { "declined", "不采纳|未采纳" },
      { "closed", "已办结|办结" },
    } },
    { "next_step", "enum", "去向|下一步", "next step", values = {
      { "submitted", "已提交|提交" }, { "to_meeting", "提交联席会议", "to the joint meeting" },
      { "to_owners", "提交业主大会", "to the owners' assembly" },
      { "direct", "直接办理", "handled directly" }, { "declined", "不采纳|未采纳" },
      { "closed", "已办结|办结" },
    } },
    { "due_on", "date", "期限|办理期限", "due on" },
    { "closed_on", "date", "办结日期|办结时间", "closed on" },
    { "decline_reason", "str", "不采纳理由", "reason for declining" },
  },
}
