-- T14 考核评价 — one row per indicator; the subject decides which scopes a row counts in.
return {
  name = "assessments", id = "T14", date = "period",
  key = { "scheme_id", "subject_type", "subject_id", "period", "indicator_no" },
  title = { zh = "考核评价", en = "assessments" },
  columns = {
    { "scheme_id", "id", "方案|方案编号|考核方案", "scheme", required = true },
    { "subject_type", "enum", "对象类型", "kind of subject", required = true, values = {
      { "company", "物业企业|企业|物业" }, { "branch", "党支部|小区党支部" }, { "committee", "业委会" },
    } },
    { "subject_id", "id", "对象|考核对象|对象编号", "subject", required = true },
    { "rater_type", "enum", "评价主体", "rated by", required = true, values = {
      { "branch", "党支部|小区党支部" }, { "resident", "居民" }, { "member", "党员" },
      { "committee", "业委会" }, { "authority", "主管部门" },
    } },
    { "period", "period", "所属期|期间|周期", "period", required = true },
    { "aspect_no", "int", "方面|方面编号", "aspect", required = true },
    { "indicator_no", "int", "指标|指标编号|指标序号", "indicator", required = true },
    { "indicator_name", "str", "名称|指标名称", "name", required = true },
    { "full_score", "decimal", "满分", "full score", required = true, scale = 2, unit = "分" },
    { "score", "decimal", "得分", "score", scale = 2, unit = "分" },
    { "weight", "decimal", "权重", "weight", scale = 4 },
    { "class_group", "str", "类别组", "class" },
    -- A B C D, 优 良 中 差 or another scale: printed as it was given.
    { "grade", "str", "等次", "grade" },
  },
}
