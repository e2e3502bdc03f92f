-- T20 公开台账 — what was posted, when, for how long; report/due-*.csv pre-fills it.
return {
  name = "disclosures", id = "T20", key = { "disclosure_id" }, date = "posted_on",
  title = { zh = "公开台账", en = "disclosures" },
  common = { "compound", "matter_id", "public_summary", "updated_on", "remark" },
  columns = {
    { "disclosure_id", "id", "公开编号|公开编码", "disclosure number", required = true },
    -- No fk: the rules may come from the built-in pack instead of a table.
    { "rule_id", "id", "公开项编码|公开项编号", "rule", required = true },
    { "section", "enum", "类别", "section", values = {
      { "proposal", "提议事项|小区党支部提议事项", "proposals" },
      { "meeting", "商议事项|联席会议商议事项", "joint meetings" },
      { "owners", "决议事项|业主大会决议事项", "owners' resolutions" },
      { "service", "服务事项|物业服务事项", "property services" },
      { "other", "其他|其它" },
    } },
    { "title", "str", "标题|公开标题", "title", required = true },
    { "event_on", "date", "事项形成日|事项形成日期", "matter arose on" },
    { "due_on", "date", "应公开日|应公开日期", "due on" },
    { "posted_on", "date", "公开日|公开日期", "posted on" },
    { "removed_on", "date", "撤下日|撤下日期", "removed on" },
    { "place", "str", "张贴位置", "place" },
    { "channel", "enum", "方式|公开方式", "channel", values = {
      { "board", "公告栏|公示栏", "notice board" }, { "site", "网站" }, { "wechat", "微信", "WeChat" },
      { "door", "入户", "door to door" },
    } },
    { "photo_ref", "id", "照片编号", "photo", privacy = "private" },
    { "objections", "int", "异议数", "objections", unit = "件" },
    { "objections_replied", "int", "已答复数", "objections answered", unit = "件" },
    { "reply_due_on", "date", "答复期限", "answer due on" },
  },
}
