-- 党建 — organisations, posts and premises, activities, duties.
section "party"

local homes     = table_of "compounds"
local orgs      = table_of "party_orgs"
local units     = table_of "party_units"
local deals     = table_of "agreements"
local acts      = table_of "activities"
local tasks     = table_of "duty_tasks"
local issues    = table_of "issues"
local companies = table_of "property_companies"

-- The day of dissolution is the first day without it.
local active_org = orgs.founded_on:known() & orgs.dissolved_on:missing()
local branch     = active_org & orgs.org_type:one_of("branch", "group", "general_branch")
local active_unit = active(units.start_on, units.end_on)
local active_deal = active(deals.signed_on, deals.valid_to)
local can_form    = homes.full_member_count:ge(3)

-- The configured level and every level above it.
local levels = { "none", "subdistrict", "district", "city", "province" }
local demo, reached = {}, false
for _, level in ipairs(levels) do
  reached = reached or level == (config.demo_level or "subdistrict")
  if reached then demo[#demo + 1] = level end
end

local tiers = { "core", "area", "pioneer_station", "position" }

local function stock(id, name, title, unit, types)
  return count { id = id, name = name, unit = unit, title = title, window = "stock",
                 where = active_unit & units.unit_type:one_of(types) }
end

return {
  ratio { id = "F01", name = "party_coverage", unit = "%", better = "higher", window = "stock",
          title = { zh = "党组织覆盖率", en = "party coverage" },
          numerator = any_of { where = branch },
          denominator = number_of { rows = homes },
          note = { zh = "分母为全部小区；联合组建的党组织也算覆盖。",
                   en = "Out of all compounds; a joint organisation covers too." } },

  ratio { id = "F02", name = "standalone_rate", unit = "%", better = "higher", window = "stock",
          title = { zh = "独立组建率", en = "standalone rate" },
          numerator = any_of { where = branch & orgs.standalone:yes() }
                    & any_of { where = can_form },
          denominator = number_of { where = can_form },
          note = { zh = "分母为正式党员3名以上、具备组建条件的小区，不是全部小区。",
                   en = "Out of the compounds with three or more full members, not of all." } },

  count { id = "F03", name = "party_orgs", unit = "个", window = "stock",
          title = { zh = "党组织数", en = "party organisations" }, where = active_org },

  count { id = "F04", name = "can_form", unit = "个", window = "stock",
          title = { zh = "具备组建条件小区", en = "compounds with three full members" },
          where = can_form },

  stock("F05", "zones", { zh = "党员责任区", en = "responsibility zones" }, "个", { "zone" }),
  stock("F06", "teams", { zh = "志愿服务队", en = "volunteer teams" }, "支", { "team" }),
  stock("F07", "posts", { zh = "党员特色岗", en = "featured posts" }, "个", { "post" }),
  stock("F08", "stations", { zh = "园站点", en = "gardens, stations and points" }, "个",
        { "garden", "station", "point" }),
  stock("F09", "grids", { zh = "网格数", en = "grids" }, "个", { "grid" }),

  sum { id = "F10", name = "members_in_grids", unit = "名", window = "stock",
        title = { zh = "入格党员数", en = "members in grids" },
        value = units.member_count, where = active_unit & units.unit_type:is "grid" },

  reported { id = "F11", name = "members_registered", unit = "名", window = "stock",
             title = { zh = "报到党员数", en = "members registered" } },

  count { id = "F12", name = "co_building", unit = "份", window = "stock",
          title = { zh = "联建协议", en = "co-building agreements" },
          where = active_deal & deals.kind:is "co_building" },

  count { id = "F13", name = "pairings", unit = "个", window = "stock",
          title = { zh = "结对支部", en = "paired branches" },
          where = active_deal & deals.kind:is "pairing" },

  count { id = "F14", name = "demonstration", unit = "个", window = "stock",
          title = { zh = "示范点", en = "demonstration points" },
          where = homes.demo_level:one_of(demo) },

  sum { id = "F15", name = "premises_area", unit = "㎡", window = "stock",
        title = { zh = "阵地面积", en = "floor area of premises" },
        value = units.area_size, where = active_unit },

  count { id = "F16", name = "premises", unit = "个", window = "stock",
          title = { zh = "阵地数", en = "premises by tier" },
          where = active_unit & units.unit_type:one_of(tiers),
          by = units.unit_type, codes = tiers },

  count { id = "F17", name = "activities", unit = "场次",
          title = { zh = "活动场次", en = "activities" }, rows = acts, date = acts.held_on },

  sum { id = "F18", name = "wishes_met", unit = "件",
        title = { zh = "对接心愿", en = "wishes met" },
        value = acts.wishes_met, date = acts.held_on },

  count { id = "F19", name = "trainings", unit = "场",
          title = { zh = "培训场次", en = "trainings" },
          where = acts.activity_type:is "training", date = acts.held_on },

  sum { id = "F19.attendees", name = "training_attendees", unit = "人次",
        title = { zh = "培训人次", en = "attendances at trainings" },
        value = acts.attendees, where = acts.activity_type:is "training", date = acts.held_on },

  share { id = "F20", name = "reception_on_day", unit = "%", better = "higher",
          title = { zh = "接待日按期率", en = "reception days held on the day" },
          of = tasks.task_type:is "reception_day", where = tasks.done_on:eq(tasks.due_on),
          date = tasks.due_on,
          note = { zh = "分母为本期应举行的接待日；当日举行为按期。",
                   en = "Out of the reception days due; held on that very day." } },

  count { id = "F21", name = "reception_items", unit = "件",
          title = { zh = "接待受理件数", en = "items from reception days" },
          where = issues.channel:is "reception_day", date = issues.reported_on },

  total { id = "F22", name = "households_visited", unit = "户",
          title = { zh = "走访户数", en = "households visited" },
          numerator = sum_of { value = tasks.households, date = tasks.done_on }
                    + sum_of { value = acts.households, date = acts.held_on } },

  stock("F23", "building_managers", { zh = "党员楼管理员", en = "building managers" }, "名",
        { "building_manager" }),

  count { id = "F24", name = "alliance_members", unit = "个", window = "stock",
          title = { zh = "联盟成员", en = "alliance members" },
          where = active_deal & deals.kind:one_of("alliance", "association"),
          by = deals.counterparty_type },

  stock("F25", "mediators", { zh = "老娘舅人数", en = "mediators" }, "位", { "mediator" }),

  ratio { id = "F26", name = "instructor_coverage", unit = "%", better = "higher",
          entity = "company", window = "stock",
          title = { zh = "党建指导员覆盖率", en = "instructor coverage" },
          numerator = any_of { where = companies.party_org_status:is "own"
                                     | companies.instructor_assigned:yes(),
                               company = companies.company_id },
          denominator = number_of { rows = companies, company = companies.company_id },
          note = { zh = "分母为服务本范围小区的物业企业。", en = "Out of the companies of the scope." } },

  share { id = "F27", name = "duties_done", unit = "%", better = "higher",
          title = { zh = "三清单履职率", en = "duty lists done" },
          rows = tasks, where = tasks.done_on:le(tasks.due_on), date = tasks.due_on,
          by = tasks.list_type,
          note = { zh = "分母为本期应完成的任务。", en = "Out of the tasks due in the window." } },
}
