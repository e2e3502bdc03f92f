-- T06 协议结对
return {
  name = "agreements", id = "T06", key = { "agreement_id" },
  title = { zh = "协议结对", en = "agreements and pairings" },
  columns = {
    { "agreement_id", "id", "协议编号|协议编码", "agreement number", required = true },
    { "kind", "enum", "类别|协议类别", "kind", required = true, values = {
      { "co_building", "联建协议|联建|共建", "co-building" }, { "pairing", "结对共建|结对" },
      { "alliance", "联盟|红色物业联盟" }, { "association", "协会|物业管理协会" },
    } },
    { "party_a", "str", "甲方", "first party", required = true },
    { "party_b", "str", "乙方", "second party", required = true },
    { "counterparty_type", "enum", "乙方类型", "kind of second party", required = true, values = {
      { "company", "企业" }, { "department", "部门" },
      { "two_new", "两新组织", "new economic or social organisation" },
      { "branch", "机关支部|机关党支部", "office party branch" },
      { "business_circle", "商圈" }, { "street", "商业街", "shopping street" },
      { "mass_org", "群团|群团组织", "mass organisation" }, { "compound", "小区" },
    } },
    { "signed_on", "date", "签订日期|签订时间", "signed on", required = true },
    { "valid_to", "date", "有效期|有效期至|到期日期", "valid to (last day)" },
    { "promises", "int", "承诺数|承诺事项数", "promises", unit = "项" },
    { "promises_done", "int", "已履约数|履约数", "promises kept", unit = "项" },
  },
}
