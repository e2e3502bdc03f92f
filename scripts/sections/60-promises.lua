-- 上月说的，这月做了没有: what joint meetings before this month agreed on and had to be done by now.

return {
  title = { zh = "上月说的，这月做了没有", en = "What was promised, and whether it was done" },
  levels = { "compound" },
  build = function()
    if not received("meeting_items") then return end
    local held = {}
    for _, m in ipairs(rows("meetings", { date = "held_on", from = make_day(1990, 1, 1),
        to = period.first - 1 })) do
      if m.meeting_type ~= "committee" and m.meeting_id then held[m.meeting_id] = m.held_on end
    end
    local list, kept, older = {}, 0, 0
    for _, item in ipairs(sorted(rows("meeting_items", { where = { result = "agreed" } }),
        function(r) return r.due_on end)) do
      local earlier = item.meeting_id and held[item.meeting_id]
      local due = item.due_on
      local open_before = not item.done_on or item.done_on >= period.first
      if earlier and due and due < previous.first and not item.done_on then
        older = older + 1
      elseif earlier and due and due <= asof and (due >= period.first or open_before) then
        local words
        if item.done_on and item.done_on <= due then
          words = mark.ok .. t{ zh = "做到，" .. short_day(item.done_on) .. "完成",
            en = "kept, done " .. short_day(item.done_on) }
          kept = kept + 1
        elseif item.done_on then
          words = mark.late .. t{ zh = "晚了" .. (item.done_on - due) .. "天，" ..
            short_day(item.done_on) .. "完成", en = (item.done_on - due) .. " days late" }
        else
          words = mark.late .. t{ zh = "没做到", en = "not kept" }
        end
        list[#list + 1] = { item.title, item.owner_unit or "", short_day(due), words }
      end
    end
    if #list == 0 and older == 0 then return end
    local words = #list > 0 and t{ zh = #list .. "项中按期做到" .. kept .. "项。",
      en = kept .. " of " .. #list .. " were kept." } or ""
    if older > 0 then
      words = words .. t{ zh = "另有更早议定、早已到期的" .. older .. "项至今没有做完。",
        en = " " .. older .. " agreed on earlier are still not done." }
    end
    prose(words)
    data_table{
      title = t{ zh = "以前议定、到本月应当完成的事项", en = "Agreed earlier and due by now" },
      columns = {
        { head = t{ zh = "事项", en = "matter" }, weight = 3 },
        { head = t{ zh = "责任单位", en = "responsible" }, weight = 2 },
        { head = t{ zh = "期限", en = "due" }, align = "right" },
        { head = t{ zh = "做了没有", en = "kept?" }, weight = 2 },
      },
      rows = list,
    }
  end,
}
