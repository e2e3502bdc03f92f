-- T01 小区基本信息 — every other table hangs on this one.
--
-- A column reads:  { name, type, "中文表头|别名|别名", "English title", … }
-- The first Chinese header is the one of the blank template; scripts/README.md explains the rest.
return {
  name = "compounds", id = "T01", key = { "compound_id" },
  title = { zh = "小区基本信息", en = "compounds" },
  common = { "updated_on", "remark" },
  columns = {
    { "compound_id", "id", "小区编码|小区编号", "compound code", required = true },
    { "compound_name", "str", "小区|小区名称|项目名称|住宅小区", "compound", required = true },
    { "aliases", "str", "别名|曾用名", "other names, separated by 、" },
    { "community", "str", "社区|所属社区", "community", required = true },
    { "subdistrict", "str", "街道（镇）|街道|镇街|街镇|所属街道", "subdistrict", required = true },
    { "district", "str", "区县|区|县区|区（县）", "district" },
    { "city", "str", "城市|市", "city" },
    { "total_owners", "int", "业主总人数|业主人数|总人数", "owners", unit = "人" },
    { "total_area", "area", "建筑物总面积|专有部分总面积|总面积", "exclusive area" },
    { "total_units", "int", "总户数|套数|户数", "units", unit = "户" },
    { "buildings", "int", "幢数|楼栋数", "buildings", unit = "幢" },
    { "has_company", "bool", "有无物业|有无物业企业|是否有物业", "has a property company", required = true },
    { "company_id", "id", "物业企业|物业公司|物业服务企业|企业编号", "property company",
      fk = "property_companies" },
    { "committee_status", "enum", "业委会情况|业委会状态", "owners' committee", values = {
      { "established", "已成立|成立", "established" },
      { "preparing", "筹备中|筹备", "preparing" },
      { "management_committee", "物管会|物业管理委员会", "management committee" },
      { "resident_committee_acting", "以居代业|居委会代行", "residents' committee acting" },
      { "none", "未成立|无", "none" },
    } },
    { "eligible_committee", "bool", "是否符合成立条件|是否符合业委会成立条件",
      "meets the conditions for a committee" },
    { "full_member_count", "int", "正式党员数|正式党员", "full party members", unit = "名" },
    { "lifecycle_stage", "enum", "阶段|小区阶段", "stage", values = {
      { "gestation", "孕育期" }, { "birth", "出生期" }, { "transition", "过渡期" },
      { "mature", "成熟期" }, { "redevelopment", "拆迁改造期" },
    } },
    { "demo_level", "enum", "示范点级别|示范级别", "demonstration level", values = {
      { "none", "无" }, { "subdistrict", "街道级|镇街级" }, { "district", "区级|县级|区县级" },
      { "city", "市级" }, { "province", "省级" },
    } },
    { "charter_amended_on", "date", "党建入章日期|党建入章", "party work in the charter since" },
    { "accounting_agent", "str", "会计代理单位|代理会计", "accounting agent" },
    { "fund_first_deposit", "money", "首期应交维修资金|首期维修资金", "first maintenance fund deposit" },
    { "fund_balance", "money", "维修资金余额|维修资金结余", "maintenance fund balance" },
  },
}
