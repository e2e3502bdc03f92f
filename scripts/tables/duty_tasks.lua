-- T13 履职任务
return {
  name = "duty_tasks", id = "T13", date = "due_on",
  key = { "compound_id", "list_type", "task_type", "building_id", "due_on" },
  title = { zh = "履职任务", en = "duty tasks" },
  columns = {
    { "list_type", "enum", "清单主体|清单", "whose list", required = true, values = {
      { "branch", "党支部|小区党支部", "party branch" }, { "committee", "业委会" },
      { "supervisors", "监委会" }, { "party_committee", "社区党委" },
      { "building_manager", "楼管理员|党员楼管理员" }, { "company", "物业企业|物业" },
    } },
    { "task_type", "enum", "任务|任务类型", "task", required = true, values = {
      { "fire_check", "消防检查" }, { "roof_check", "天面检查" },
      { "corridor_check", "楼道杂物|楼道检查" }, { "reception_day", "群众接待日|接待日" },
      { "monthly_visit", "每月走访" }, { "weekly_collect", "每周收集", "weekly collection" },
      { "company_report", "物业报告" }, { "inspection", "检查" }, { "other", "其他|其它" },
    } },
    -- Not filled down: an empty cell is part of the key, and a reception day has no building.
    { "building_id", "str", "楼栋|幢号", "building" },
    { "due_on", "date", "应完成日|应完成日期|期限", "due on", required = true },
    { "done_on", "date", "完成日|完成日期", "done on" },
    { "result", "enum", "结果|检查结果", "result", values = {
      { "normal", "正常" }, { "hazard", "有隐患|隐患", "hazard found" },
    } },
    { "hazards_found", "int", "发现隐患|发现隐患数", "hazards found", unit = "处" },
    { "hazards_fixed", "int", "已整改|已整改数", "hazards fixed", unit = "处" },
    { "households", "int", "走访户数", "households visited", unit = "户" },
  },
}
