-- Above a compound: one row for each scope below, fractions and all. By name, never ranked:
-- compounds differ in size and age (domain.md 6).

local function cell(f)
  if f.state == "not_received" or f.state == "absent" then
    return mark.not_received .. t{ zh = "未收到", en = "not received" }
  end
  if not f.ok then return "—" end
  if f.share and f.denominator < 10 then
    return f:fraction() .. t{ zh = " 数少", en = " few" }
  end
  return tostring(f)
end

local columns = {
  { id = "M01", zh = "信息公开率", en = "disclosure rate", weight = 2 },
  { id = "A01", zh = "提议", en = "proposals" },
  { id = "B01", zh = "会议", en = "meetings" },
  { id = "B02", zh = "商议", en = "discussed" },
  { id = "C01", zh = "表决", en = "votes" },
  { id = "D01", zh = "投诉", en = "complaints" },
  { id = "D06", zh = "办结满意率", en = "satisfaction", weight = 2 },
}

return {
  title = { zh = "各处情况对照", en = "Side by side" },
  levels = { "community", "subdistrict", "district", "city" },
  build = function()
    local below = scope.level == "community" and scope.compounds or scope.below
    if #below > 300 then return end
    local heads = { { head = t{ zh = "名称", en = "name" }, weight = 2 } }
    for _, c in ipairs(columns) do
      heads[#heads + 1] = { head = t(c), align = "right", weight = c.weight or 1 }
    end
    local list, few = {}, false
    for _, s in ipairs(below) do
      local row = { s.name }
      for _, c in ipairs(columns) do
        local f = fig(c.id, "month", { scope = s })
        row[#row + 1] = cell(f)
        few = few or (f.ok and f.share and f.denominator < 10)
      end
      list[#list + 1] = row
    end
    local total = { t{ zh = "合计", en = "total" } }
    for _, c in ipairs(columns) do total[#total + 1] = cell(fig(c.id, "month")) end
    list[#list + 1] = { kind = "total", cells = total }
    local note = t{ zh = "按名称列出，不是排名。", en = "Listed by name, not ranked." }
    if few then
      note = note .. t{ zh = "“数少”：分母不到10，比率一变就差很多，请看分数。",
        en = " \"few\": the denominator is below 10; look at the fraction." }
    end
    data_table{ title = month_words(period) .. t{ zh = "对照表", en = "" }, note = note,
      columns = heads, rows = list }
  end,
}
