-- T16 活动
return {
  name = "activities", id = "T16", key = { "activity_id" }, date = "held_on",
  title = { zh = "活动", en = "activities" },
  columns = {
    { "activity_id", "id", "活动编号|活动编码", "activity number", required = true },
    { "activity_type", "enum", "类型|活动类型", "kind", required = true, values = {
      { "volunteer", "志愿服务" }, { "training", "培训" }, { "party_meeting", "三会一课" },
      { "cleanup", "清洁" }, { "culture", "文化" }, { "policy", "政策宣讲", "policy talk" },
      { "consult", "咨询" }, { "visit", "走访" }, { "joint", "联办活动", "joint activity" },
    } },
    { "title", "str", "名称|活动名称|活动主题", "activity", required = true },
    { "held_on", "date", "日期|活动日期|活动时间", "held on", required = true },
    { "organizer", "str", "组织方|主办单位", "organiser" },
    { "attendees", "int", "参加人数|参与人数", "attendees", unit = "人" },
    { "households", "int", "走访户数", "households visited", unit = "户" },
    { "wishes_met", "int", "对接心愿数|对接心愿", "wishes met", unit = "件" },
    { "joint", "bool", "是否联办|联办", "held jointly" },
  },
}
