-- T19 民生项目与金点子
return {
  name = "projects", id = "T19", key = { "project_id" }, date = "done_on",
  title = { zh = "民生项目与金点子", en = "projects and ideas" },
  columns = {
    { "project_id", "id", "项目编号|项目编码", "project number", required = true },
    { "title", "str", "名称|事项名称", "project", required = true },
    { "kind", "enum", "类别|项目类别", "kind", required = true, values = {
      { "idea", "金点子" }, { "safety", "安全" }, { "venue", "场所" }, { "equipment", "器材" },
      { "renovation", "改造" }, { "environment", "环境" }, { "other", "其他|其它" },
    } },
    { "cost", "money", "投资额|投入资金", "cost" },
    { "funded_by", "enum", "资金来源", "funded by", values = {
      { "company", "企业" }, { "committee", "业委会" }, { "fund", "维修资金", "maintenance fund" },
      { "government", "政府" }, { "joint", "共建" },
    } },
    { "venue_count", "int", "场所数", "venues", unit = "个" },
    { "equipment_count", "int", "器材套（件）|器材数|器材", "pieces of equipment", unit = "套（件）" },
    { "area_size", "area", "面积", "area" },
    { "households", "int", "受益户数", "households served", unit = "户" },
    { "start_on", "date", "开工|开工日期", "start on" },
    { "due_on", "date", "计划完工|计划完工日期", "due on" },
    { "done_on", "date", "完工|完工日期", "done on" },
    { "status", "enum", "状态", "status", values = {
      { "collected", "征集" }, { "voting", "投票中" }, { "selected", "入选" },
      { "building", "在建" }, { "done", "已完成|完成" }, { "stopped", "停止" },
    } },
    { "ballot_votes", "int", "得票|得票数", "votes", unit = "票" },
    { "ballot_rank", "int", "名次", "rank as reported" },
    { "ballot_year", "int", "年度", "ballot year" },
  },
}
