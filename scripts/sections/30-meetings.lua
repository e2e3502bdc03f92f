-- ② 联席会议商议事项

local function done_words(item)
  if item.result == "to_owners" or (item.result == "rejected" and not item.done_on) then return "" end
  if item.done_on then
    if item.due_on and item.done_on > item.due_on then
      local days = item.done_on - item.due_on
      return mark.late .. t{ zh = "逾期" .. days .. "天，" .. short_day(item.done_on) .. "完成",
        en = days .. " days late, done " .. short_day(item.done_on) }
    end
    return mark.ok .. t{ zh = item.due_on and "按期，" .. short_day(item.done_on) or
        short_day(item.done_on) .. "完成",
      en = "done " .. short_day(item.done_on) }
  end
  if item.due_on and item.due_on < asof then
    return mark.late .. t{ zh = "逾期未办", en = "overdue" }
  end
  if item.result == "agreed" or (item.due_on and item.result ~= "rejected") then
    return mark.open .. t{ zh = "办理中", en = "under way" }
  end
  return ""
end

local function meeting_table()
  local held, missed = {}, {}
  for _, m in ipairs(rows("meetings", { date = "held_on" })) do
    if m.meeting_type ~= "committee" and m.meeting_id then held[m.meeting_id] = m end
  end
  for _, m in ipairs(rows("meetings", { date = "planned_on" })) do
    if m.meeting_type ~= "committee" and not m.held_on then
      missed[#missed + 1] = t{ zh = short_day(m.planned_on) .. m:label("meeting_type"),
        en = short_day(m.planned_on) }
    end
  end
  if #missed > 0 then
    prose(t{ zh = "计划召开而未召开：", en = "Planned and not held: " } .. join(missed) ..
      t{ zh = "。", en = "." })
  end
  local found = {}
  for _, item in ipairs(rows("meeting_items")) do
    if item.meeting_id and held[item.meeting_id] then found[#found + 1] = item end
  end
  local list = {}
  for _, item in ipairs(sorted(found, function(i) return held[i.meeting_id].held_on end)) do
    list[#list + 1] = { item.title, short_day(held[item.meeting_id].held_on),
      item:label("result"), item.owner_unit or "", short_day(item.due_on), done_words(item) }
  end
  data_table{
    title = t{ zh = period.month .. "月联席会议商议事项", en = "Matters discussed this month" },
    columns = {
      { head = t{ zh = "商议事项", en = "matter" }, weight = 3 },
      { head = t{ zh = "会议", en = "meeting" }, align = "right" },
      { head = t{ zh = "结果", en = "result" }, weight = 2 },
      { head = t{ zh = "责任单位", en = "responsible" }, weight = 2 },
      { head = t{ zh = "期限", en = "due" }, align = "right" },
      { head = t{ zh = "办理", en = "carried out" }, weight = 3 },
    },
    rows = list,
  }
end

-- 收集 梳理 协商 分流 评估
local function five_steps()
  local all = fig("B08", "month")
  if not (all.ok and all.numerator > 0) then return end
  local names = { t{ zh = "收集", en = "collected" }, t{ zh = "梳理", en = "sorted" },
    t{ zh = "协商", en = "consulted" }, t{ zh = "分流", en = "routed" },
    t{ zh = "评估", en = "evaluated" } }
  local points, said = {}, {}
  for k = 1, 5 do
    local f = fig("B08." .. k, "month")
    points[k] = f.ok and { label = names[k], figure = f:value() } or
      { label = names[k], missing = true }
    said[k] = names[k] .. (f.ok and f:value() or "—")
  end
  chart{ kind = "funnel", title = t{ zh = "五步议事（件）", en = "The five steps" },
    points = points, description = join(said, t{ zh = "，", en = ", " }) .. t{ zh = "。", en = "." } }
end

return {
  build = function()
    local list = {
      { "B01", zh = "召开联席会议", en = "joint meetings" },
      { "B02", zh = "商议事项", en = "matters discussed" },
      { "B04" }, { "B05" }, { "B06", brief = true }, { "B07" },
      { "B12", zh = "议事厅解决", en = "solved by the 7:30 forum", nonzero = true,
        form = config.numerals == "hanzi" and "hanzi_many" or "many",
        more = function(f)
          return f.numerator >= 100 and t{ zh = "（" .. f:value() .. "）", en = "" } or ""
        end },
      { "B13", nonzero = true, brief = true },
    }
    if not received("meetings") then
      missing{ zh = "联席会议", en = "joint meetings" }
    else
      local f = fig("B01", "month")
      if f.ok and f.numerator == 0 then
        prose(t{ zh = "本月未召开联席会议。", en = "No joint meeting was held this month." })
        facts_prose(list, 2)
      else
        facts_prose(list)
      end
      if not received("meeting_items") then
        missing{ zh = "联席会议商议事项", en = "matters discussed in joint meetings" }
      end
      if scope.level == "compound" then meeting_table() end
    end
    detail(function()
      facts_prose{
        { "B08", zh = "五步议事", en = "issues in the five steps", nonzero = true },
        { "B09", nonzero = true },
        { "B10", zh = "上报（吹哨）", en = "escalated", nonzero = true, brief = true },
        { "B11", nonzero = true, brief = true },
      }
      five_steps()
    end)
  end,
}
