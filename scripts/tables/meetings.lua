-- T08 会议 — planned and held; held_on left empty means not held.
return {
  name = "meetings", id = "T08", key = { "meeting_id" }, date = "held_on",
  title = { zh = "会议", en = "meetings" },
  columns = {
    { "meeting_id", "id", "会议编号|会议编码", "meeting number", required = true },
    { "meeting_type", "enum", "会议类型|类型", "kind", required = true, values = {
      { "joint", "联席会议|联席会", "joint meeting" },
      { "four_party", "四方平台|四方会谈", "four-party talks" },
      { "forum730", "七点半议事厅", "7:30 forum" }, { "council", "党建理事会" },
      { "idea_hall", "金点子议事会", "idea council" },
      { "committee", "业委会会议", "committee meeting" },
    } },
    { "planned_on", "date", "计划日期|计划召开日期", "planned on" },
    { "held_on", "date", "召开日期|召开时间|会议日期", "held on" },
    { "cadence", "enum", "频次", "cadence", values = {
      { "weekly", "每周" }, { "half_month", "每半月" }, { "month", "每月" }, { "quarter", "每季度" },
    } },
    { "attend_branch", "int", "党支部|到会·党支部|到会人数·党支部|参会人数·党支部", "from the branch", unit = "人" },
    { "attend_community", "int", "社区|到会·社区|到会人数·社区|参会人数·社区", "from the community", unit = "人" },
    { "attend_committee", "int", "业委会|到会·业委会|到会人数·业委会|参会人数·业委会", "from the committee", unit = "人" },
    { "attend_company", "int", "物业|到会·物业|到会人数·物业|参会人数·物业|物业企业", "from the company", unit = "人" },
    { "attend_police", "int", "民警|到会·民警|到会人数·民警|参会人数·民警", "from the police", unit = "人" },
    { "attend_residents", "int", "居民代表（人）|到会·居民代表|到会人数·居民代表|参会人数·居民代表", "residents", unit = "人" },
    { "secretary_attended", "bool", "书记列席|是否书记列席", "secretary attended" },
    { "minutes_posted_on", "date", "纪要公布日期|纪要公布时间", "minutes posted on" },
  },
}
