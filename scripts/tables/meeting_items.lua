-- T09 ② 联席会议商议事项 — dated by the meeting that meeting_id names.
return {
  name = "meeting_items", id = "T09", key = { "item_id" },
  title = { zh = "联席会议商议事项", en = "joint-meeting items" },
  common = { "compound", "matter_id", "public_summary", "updated_on", "remark" },
  columns = {
    { "item_id", "id", "议题编号|议题编码", "item number", required = true },
    { "meeting_id", "id", "会议编号|会议编码", "meeting number", required = true, fk = "meetings" },
    { "title", "str", "议题|商议事项", "item", required = true },
    { "raised_by", "enum", "提出方", "raised by", values = {
      { "branch", "党支部|小区党支部" }, { "community", "社区" }, { "committee", "业委会" },
      { "company", "物业|物业企业" }, { "resident", "居民" },
    } },
    { "kind", "enum", "议事类别", "kind", values = {
      { "talk", "民情恳谈" }, { "coordinate", "事务协调", "coordination" },
      { "hearing", "工作听证" }, { "review", "成效评议" },
    } },
    { "result", "enum", "商议结果|结果", "result", required = true, values = {
      { "agreed", "达成一致" }, { "deferred", "再议" }, { "escalated", "上报" },
      { "rejected", "否决" }, { "to_owners", "提交业主大会", "to the owners' assembly" },
    } },
    { "owner_unit", "str", "责任单位", "responsible unit" },
    { "due_on", "date", "完成期限", "due on" },
    { "done_on", "date", "完成日期|完成时间", "done on" },
  },
}
