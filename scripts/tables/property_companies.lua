-- T02 物业企业
return {
  name = "property_companies", id = "T02", key = { "company_id" },
  title = { zh = "物业企业", en = "property companies" },
  common = { "updated_on", "remark" },
  columns = {
    { "company_id", "id", "企业编号|企业编码", "company number", required = true },
    { "name", "str", "企业名称|物业企业名称|单位名称", "company", required = true },
    { "credit_code", "id", "统一社会信用代码|信用代码", "unified social credit code" },
    { "leader_name", "str", "项目负责人|负责人", "project leader" },
    { "office_phone", "str", "服务电话|投诉电话", "office telephone" },
    { "party_org_status", "enum", "党组织情况|党组织组建情况", "party organisation", values = {
      { "own", "单独|单独组建" }, { "joint", "联合|联合组建" }, { "none", "无|未组建" },
    } },
    { "instructor_assigned", "bool", "是否派驻党建指导员|派驻党建指导员|党建指导员", "instructor assigned" },
    { "red_level", "enum", "“红色物业”级别|红色物业级别", "party-led service level", values = {
      { "none", "无" }, { "subdistrict", "街道级|镇街级" }, { "district", "区级|县级|区县级" },
      { "city", "市级" }, { "province", "省级" },
    } },
    { "red_year", "int", "年度|红色物业年度", "year of the award" },
    { "charge_mode", "enum", "收费方式|计费模式", "charging mode", values = {
      { "lump", "包干制|包干", "lump sum" }, { "commission", "酬金制|酬金", "commission" },
    } },
    { "contract_from", "date", "合同起|合同开始日期", "contract from" },
    { "contract_to", "date", "合同止|合同到期日期", "contract to" },
  },
}
