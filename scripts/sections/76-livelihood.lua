-- 民生: what was built for residents, what it cost and who paid.

local function projects()
  local list = {}
  for _, row in ipairs(rows("projects")) do
    local done = row.status == "done" and row.done_on
    local current = (done and row.done_on >= period.first) or row.status == "building"
    if current and row.kind ~= "idea" then
      list[#list + 1] = { row.title, row:label("kind"), money(row.cost), row:label("funded_by"),
        done and mark.ok .. t{ zh = short_day(row.done_on) .. "完工", en = "done " .. short_day(row.done_on) }
          or (row.due_on and row.due_on < asof and mark.late .. t{ zh = "逾期在建", en = "late" })
          or mark.open .. row:label("status") }
    end
  end
  data_table{
    title = t{ zh = "民生项目", en = "Projects" },
    columns = {
      { head = t{ zh = "项目", en = "project" }, weight = 3 },
      { head = t{ zh = "类别", en = "kind" } },
      { head = t{ zh = "投资", en = "cost" }, unit = t{ zh = "元", en = "yuan" }, align = "right", weight = 2 },
      { head = t{ zh = "资金来源", en = "paid by" }, weight = 2 },
      { head = t{ zh = "进度", en = "state" }, weight = 2 },
    },
    rows = list,
  }
end

local function invested(f)
  local round = f.numerator and approx_words(f.numerator // 100, "元", "余") or ""
  if f.numerator and f.numerator >= 100000000 and round:find("余", 1, true) then
    return t{ zh = "（" .. f:approx() .. "）", en = "" }
  end
  return ""
end

-- 1000余平方米 of new floor, from the projects completed in a window.
local function floor_area(_, window)
  local from, to = window_days(window.code)
  local sum = 0
  for _, row in ipairs(rows("projects", { date = "done_on", from = from, to = to })) do
    sum = sum + (row.area_size or 0)
  end
  if sum == 0 then return "" end
  local exact = decimal(sum, 100, 1, 2) .. "平方米"
  local round = approx_words(sum // 100, "平方米", "余")
  return t{ zh = "，新增面积" .. round .. (round ~= exact and "（" .. exact .. "）" or ""),
    en = ", new floor area " .. decimal(sum, 100, 1, 2) .. " m²" }
end

return {
  title = { zh = "民生", en = "Livelihood" },
  build = function()
    if not received("projects") then
      missing_if_expected("projects", { zh = "民生项目", en = "projects" })
      return
    end
    facts_prose{
      { "G01", zh = "完工项目投入资金", en = "spent on completed projects", form = "value", nonzero = true,
        more = function(f, window) return invested(f) .. floor_area(f, window) end },
      { "G02", zh = "活动场所", en = "venues", nonzero = true },
      { "G03", zh = "健身器材", en = "pieces of equipment", nonzero = true },
      { "G05", zh = "受益", en = "households", nonzero = true },
      { "G04", nonzero = true },
    }
    if scope.level == "compound" then projects() end
  end,
}
