-- R2 汇总填报数（含基期） — used only where rows do not exist.
return {
  name = "reported_totals", id = "R2",
  key = { "metric_id", "scope_level", "scope_id", "period_from", "period_to" },
  title = { zh = "汇总填报数", en = "reported totals" },
  common = { "updated_on", "remark" },
  columns = {
    { "metric_id", "id", "指标|指标编号", "metric", required = true },
    { "scope_level", "enum", "层级", "level", required = true, values = {
      { "compound", "小区" }, { "community", "社区" },
      { "subdistrict", "街道（镇）|街道|镇|街镇|镇街|街道(镇)" },
      { "district", "区县|区|县" }, { "city", "城市|市" },
    } },
    { "scope_id", "id", "范围", "scope", required = true },
    { "period_from", "date", "起|起始日期", "from", period_ok = true },
    { "period_to", "date", "止|截止日期", "to", required = true, period_ok = true },
    { "numerator", "int", "分子", "numerator" },
    { "denominator", "int", "分母", "denominator" },
    -- Six digits: a fen written in 万元.
    { "value", "decimal", "数值", "value", scale = 6 },
    { "source", "str", "来源", "source" },
  },
}
