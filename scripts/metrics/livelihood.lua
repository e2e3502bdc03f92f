-- 民生 — projects, counted when they are completed.
section "livelihood"

local projects = table_of "projects"

local function completed(id, name, title, unit, value)
  return sum { id = id, name = name, title = title, unit = unit, value = value,
               date = projects.done_on }
end

return {
  completed("G01", "invested", { zh = "投入资金", en = "invested" }, "万元", projects.cost),
  completed("G02", "venues", { zh = "活动场所", en = "venues" }, "个", projects.venue_count),
  completed("G03", "equipment", { zh = "健身器材", en = "fitness equipment" }, "套（件）",
            projects.equipment_count),

  -- Early or late: done is done once the day of completion has come.
  share { id = "G04", name = "projects_done", unit = "%", better = "higher",
          title = { zh = "项目完成率", en = "projects done" },
          rows = projects, where = projects.status:reached("done", projects.done_on),
          date = projects.due_on,
          note = { zh = "分母为本期计划完工的项目。", en = "Out of the projects due in the window." } },

  completed("G05", "households", { zh = "受益户数", en = "households served" }, "户",
            projects.households),
}
