-- R1 公开事项目录 — replaces the built-in pack of scripts/rules/ where it arrives.
return {
  name = "disclosure_rules", id = "R1", key = { "rule_id" },
  title = { zh = "公开事项目录", en = "disclosure rules" },
  common = { "updated_on", "remark" },
  columns = {
    { "rule_id", "id", "公开项编码|公开项编号", "rule", required = true },
    { "pack", "str", "规则包", "pack" },
    { "section", "enum", "类别", "section", required = true, values = {
      { "proposal", "提议事项|小区党支部提议事项", "proposals" },
      { "meeting", "商议事项|联席会议商议事项", "joint meetings" },
      { "owners", "决议事项|业主大会决议事项", "owners' resolutions" },
      { "service", "服务事项|物业服务事项", "property services" },
      { "other", "其他|其它" },
    } },
    { "item_name", "str", "公开事项", "item", required = true },
    { "duty_holder", "str", "公开主体", "duty holder" },
    { "cadence", "enum", "频次", "cadence", required = true, values = {
      { "continuous", "持续" }, { "month", "每月" }, { "quarter", "每季度" },
      { "half", "每半年", "half year" }, { "year", "每年" },
      { "event", "事项发生时", "when it happens" },
    } },
    { "deadline_days", "int", "时限（天）|时限", "deadline", unit = "天" },
    { "deadline_unit", "enum", "时限单位", "days of", values = {
      { "calendar", "自然日" }, { "working", "工作日" },
    } },
    { "min_post_days", "int", "最短公示天数", "posted at least", unit = "天" },
    { "legal_basis", "str", "依据", "legal basis" },
    { "applies_if", "str", "适用条件", "applies if" },
  },
}
