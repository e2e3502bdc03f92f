-- T03 党组织
return {
  name = "party_orgs", id = "T03", key = { "org_id" },
  title = { zh = "党组织", en = "party organisations" },
  columns = {
    { "org_id", "id", "党组织编号|党组织编码", "organisation number", required = true },
    { "org_name", "str", "党组织名称|名称", "organisation", required = true },
    { "org_type", "enum", "类型|党组织类型", "kind", required = true, values = {
      { "community_committee", "社区党委|社区大党委" }, { "general_branch", "党总支" },
      { "branch", "小区党支部|党支部" }, { "group", "党小组|楼栋党小组" },
      { "company_branch", "物业党支部|物业企业党支部" }, { "council", "党建理事会" },
      { "comprehensive", "综合党委", "comprehensive committee" },
    } },
    { "parent_org", "id", "上级|上级党组织", "parent organisation" },
    { "standalone", "bool", "是否独立组建|实体|独立组建", "set up on its own" },
    { "founded_on", "date", "成立日期|成立时间", "founded on", required = true },
    { "dissolved_on", "date", "撤销日期|撤销时间", "dissolved on" },
    { "member_count", "int", "党员数|党员人数", "members", unit = "名" },
  },
}
