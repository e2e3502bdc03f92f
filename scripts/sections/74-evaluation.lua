-- 评价: scores, stars, lists. A score is printed with what it is made of; a subject whose indicators
-- are not complete gets no stars.

-- Names of companies by id (they are legal persons and public).
local function names()
  local found = {}
  for _, row in ipairs(table_rows("property_companies", { all = true })) do
    if row.company_id then found[row.company_id] = row.name end
  end
  for _, row in ipairs(table_rows("party_orgs", { all = true })) do
    if row.org_id then found[row.org_id] = row.org_name end
  end
  for _, c in ipairs(scope.compounds) do
    found[c.id] = found[c.id] or c.name .. t{ zh = "业委会", en = " committee" }
  end
  return found
end

local function subjects()
  local scores = items("E01", "asof")
  if #scores == 0 then return end
  local found, complete, stars = names(), {}, {}
  for _, f in ipairs(items("E02", "asof")) do complete[f.key] = f end
  for _, f in ipairs(items("E03", "asof")) do stars[f.key] = f end
  local list = {}
  for _, f in ipairs(scores) do
    local scheme, subject = f.key:match("^(.-)%.(.*)$")
    local state = ""
    local c, s = complete[f.key], stars[f.key]
    if c and c.numerator and c.decimal ~= "1" then
      state = t{ zh = "指标不完整（" .. c:parts() .. "），不评星",
        en = "indicators incomplete (" .. c:parts() .. "), no stars" }
    elseif s and s.ok then
      state = s:value()
    end
    if scheme == (config.star_scheme or "star_rating") then
      scheme = t{ zh = "星级评价", en = "star rating" }
    end
    list[#list + 1] = { found[subject] or subject or f.key, scheme or "", tostring(f:value()), state }
  end
  data_table{
    title = t{ zh = "各对象得分", en = "Scores" },
    columns = {
      { head = t{ zh = "对象", en = "subject" }, weight = 3 },
      { head = t{ zh = "方案", en = "scheme" }, weight = 2 },
      { head = t{ zh = "得分", en = "score" }, align = "right" },
      { head = t{ zh = "星级", en = "stars" }, weight = 3 },
    },
    rows = list,
  }
end

local function grades()
  local said = {}
  for _, f in ipairs(items("E07", "asof")) do
    local group, grade = f.key:match("^(.-)%.(.*)$")
    if group then
      said[#said + 1] = plain((group ~= "none" and group or "") .. grade) .. t{ zh = "", en = " " } .. f:value()
    end
  end
  if #said > 0 then
    prose(t{ zh = "分类考核等次：", en = "Grades: " } .. join(said) .. t{ zh = "。", en = "." })
  end
end

-- Companies that stand on a list now, why, until when, and what became of their appeal.
local function listed()
  local mine, found, gone, list = {}, names(), {}, {}
  for _, home in ipairs(table_rows("compounds", {})) do
    if home.company_id then mine[home.company_id] = true end
  end
  local events = rows("list_events", { date = "event_on", from = make_day(1990, 1, 1), to = asof,
    where = { subject_type = "company" }, all = true })
  local function key(row) return (row.subject_id or "") .. "/" .. (row.list_color or "") end
  for _, row in ipairs(events) do
    if row.event == "list_out" and (gone[key(row)] or 0) < row.event_on then gone[key(row)] = row.event_on end
  end
  for _, row in ipairs(events) do
    local id = row.subject_id or ""
    local left = gone[key(row)] and gone[key(row)] >= row.event_on
    if row.event == "list_in" and not left and (mine[id] or mine[found[id] or ""])
      and (not row.until_on or row.until_on >= asof) then
      list[#list + 1] = { found[id] or id, row:label("list_color"), row.reason_code or "", row.basis or "",
        short_day(row.event_on) .. (row.until_on and t{ zh = "至", en = " to " } .. short_day(row.until_on) or ""),
        row.decided_by or "", row.appeal_result or t{ zh = "未申诉", en = "none" } }
    end
  end
  data_table{
    title = t{ zh = "在名单上的物业企业", en = "Companies on a list" },
    note = t{ zh = "企业对列入有异议的，可以向认定单位申诉。", en = "A company may appeal to who decided." },
    columns = {
      { head = t{ zh = "企业", en = "company" }, weight = 2 }, { head = t{ zh = "名单", en = "list" } },
      { head = t{ zh = "事由", en = "reason" }, weight = 2 }, { head = t{ zh = "依据", en = "basis" }, weight = 2 },
      { head = t{ zh = "期限", en = "period" }, weight = 2 }, { head = t{ zh = "认定单位", en = "decided by" }, weight = 2 },
      { head = t{ zh = "申诉", en = "appeal" } },
    },
    rows = list,
  }
end

return {
  title = { zh = "评价", en = "Evaluation" },
  build = function()
    missing_if_expected("assessments", { zh = "考核评价", en = "assessments" })
    stock_prose{
      { "E01", form = "value", nonzero = true },
      { "E02", nonzero = true, above = true },
      { "E03", nonzero = true, above = true },
      { "E04", zh = "红名单企业", en = "companies on the red list", nonzero = true },
      { "E05", zh = "黑名单企业", en = "companies on the black list", nonzero = true },
      { "E06", form = "value", nonzero = true, more = function(f)
        return t{ zh = "（" .. decimal(f.numerator, 100, 1, 2) .. "分/" ..
          decimal(f.denominator, 100, 1, 2) .. "分）", en = "" }
      end },
      { "E08", zh = "省级“红色物业”", en = "provincial red companies", nonzero = true },
    }
    if scope.level == "compound" then subjects() end
    if scope.level == "compound" then detail(listed) end
    detail(grades)
  end,
}
