-- T15 名单事件（红黑名单、停车） — plates only count, they are never printed.
return {
  name = "list_events", id = "T15", key = { "event_id" }, date = "event_on",
  title = { zh = "名单事件", en = "list events" },
  columns = {
    { "event_id", "id", "事件编号|事件编码", "event number", required = true },
    { "subject_type", "enum", "对象类型", "kind of subject", required = true, values = {
      { "company", "企业|物业企业" }, { "vehicle", "车辆" },
    } },
    { "subject_id", "id", "企业|企业编号|企业名称|物业企业", "company" },
    { "plate", "str", "车牌|车牌号|车牌号码", "plate", privacy = "private" },
    { "event", "enum", "事件|事件类型", "event", required = true, values = {
      { "list_in", "列入", "put on the list" }, { "list_out", "移出", "taken off the list" },
      { "reminder", "提醒" }, { "blacklist", "列入黑名单", "blacklisted" }, { "release", "解除" },
    } },
    { "list_color", "enum", "名单", "list", values = {
      { "red", "红名单|红" }, { "black", "黑名单|黑" },
    } },
    { "event_on", "date", "日期|事件日期", "on", required = true },
    { "until_on", "date", "截止|截止日期", "until (last day)" },
    { "reason_code", "str", "事由", "reason" },
    { "basis", "str", "依据", "legal basis" },
    { "decided_by", "str", "认定单位", "decided by" },
    { "appeal_result", "str", "申诉结果", "appeal" },
  },
}
