-- T12 ④ 物业服务事项 — the headings of 民法典 943: what, who, how good, how much, how well.
return {
  name = "service_items", id = "T12", key = { "compound_id", "item_code", "period" },
  date = "period",
  title = { zh = "物业服务事项", en = "property services" },
  common = { "compound", "matter_id", "public_summary", "updated_on", "remark" },
  columns = {
    { "item_code", "id", "项目代码|项目编码|事项代码", "item code", required = true },
    { "item_name", "str", "服务事项|服务项目", "service", required = true },
    { "section", "enum", "类别|服务类别", "section", required = true, values = {
      { "cleaning", "保洁" }, { "order", "秩序维护|秩序", "public order" },
      { "green", "绿化", "greenery" }, { "repair", "维修" }, { "lift", "电梯", "lifts" },
      { "fire", "消防", "fire safety" }, { "fee", "收费", "charges" }, { "other", "其他|其它" },
    } },
    { "period", "period", "所属期|期间|周期", "period", required = true },
    { "standard", "str", "质量要求|服务标准", "standard" },
    { "responsible", "str", "负责人员|负责人", "responsible" },
    { "promise", "str", "承诺|服务承诺", "promise" },
    { "price", "money", "收费标准|单价", "price" },
    { "price_unit", "str", "计价单位", "price unit" },
    { "price_basis", "str", "计费方式", "basis of charging" },
    { "document_no", "str", "依据|收费依据", "legal document" },
    { "planned_count", "int", "计划次数", "planned", unit = "次" },
    { "done_count", "int", "完成次数", "done", unit = "次" },
    { "performance", "str", "履行情况|履约情况", "performance" },
    { "receivable", "money", "应收|应收金额", "receivable" },
    { "received", "money", "实收|实收金额", "received" },
  },
}
