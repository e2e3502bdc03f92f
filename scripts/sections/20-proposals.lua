-- ① 党支部提议事项

local function organisation(id)
  if not id then return "" end
  local found = table_rows("party_orgs", { where = { org_id = id }, all = true })[1]
  return found and found.org_name or id
end

local function state_of(row)
  if row.status == "declined" then
    return row:label("status") .. (row.decline_reason and t{ zh = "：", en = ": " } .. row.decline_reason or "")
  end
  if row.status == "closed" and not row:ahead("closed_on") then
    if row.due_on and row.closed_on and row.closed_on > row.due_on then
      local days = row.closed_on - row.due_on
      return mark.late .. t{ zh = "逾期" .. days .. "天", en = days .. " days late" }
    end
    return mark.ok .. (row.due_on and row.closed_on and t{ zh = "按期", en = "on time" } or
      row:label("status"))
  end
  if row.due_on and row.due_on < asof then
    return mark.late .. t{ zh = "逾期未办", en = "overdue" }
  end
  return mark.open .. t{ zh = "办理中", en = "under way" }
end

local function next_step(row)
  local step = row.next_step or row.status
  if step == "to_meeting" or step == "to_owners" or step == "direct" then
    return row.next_step and row:label("next_step") or row:label("status")
  end
  return row.next_step and row:label("next_step") or ""
end

local function proposals()
  local list = {}
  local found = rows("proposals", { date = "proposed_on" })
  for _, row in ipairs(sorted(found, function(r) return r.proposed_on end)) do
    list[#list + 1] = { row.title, organisation(row.proposer_org), next_step(row),
      short_day(row.due_on), state_of(row) }
  end
  data_table{
    title = t{ zh = period.month .. "月党支部提议事项", en = "Proposals of the month" },
    columns = {
      { head = t{ zh = "提议事项", en = "proposal" }, weight = 3 },
      { head = t{ zh = "提议组织", en = "by" }, weight = 2 },
      { head = t{ zh = "下一步", en = "next step" }, weight = 2 },
      { head = t{ zh = "期限", en = "due" }, align = "right" },
      { head = t{ zh = "状态", en = "state" }, weight = 2 },
    },
    rows = list,
  }
end

-- 金点子: this year's ideas with at most the tenth rank; ties share one.
local function ideas()
  local top = items("A07", "ytd")
  if #top == 0 then return end
  heading(t{ zh = "金点子", en = "Residents' ideas" })
  prose(facts({ code = "ytd", lead = t{ zh = "本年", en = "this year" } },
    { { "A06", zh = "征集金点子", en = "ideas collected" },
      { "A08", zh = "前10名落地率", en = "of the top ten done" } }))
  local known = {}
  for _, row in ipairs(rows("projects", { where = { kind = "idea" } })) do
    known[row.project_id or ""] = row
  end
  local seen, tie, list = {}, false, {}
  for _, f in ipairs(sorted(top, function(f) return tonumber(f.decimal) or 0 end)) do
    tie = tie or seen[f.decimal]
    seen[f.decimal] = true
    local row = known[f.key]
    list[#list + 1] = { f:number(), row and row.title or f.key, f:parts(),
      row and row.status and row:label("status") or "" }
  end
  data_table{
    title = t{ zh = period.year .. "年金点子前10名", en = "Top ten ideas of " .. period.year },
    note = tie and t{ zh = "得票相同的名次并列。", en = "Ideas with equal votes share a rank." } or "",
    columns = {
      { head = t{ zh = "名次", en = "rank" }, align = "right" },
      { head = t{ zh = "金点子", en = "idea" }, weight = 4 },
      { head = t{ zh = "得票", en = "votes" }, align = "right" },
      { head = t{ zh = "状态", en = "state" }, weight = 2 },
    },
    rows = list,
  }
end

-- 三张清单: a closed item of a list is a written-off one.
local function lists()
  local all = fig("A05", "month")
  local year = fig("A05", "ytd")
  if not ((all.ok and all.numerator > 0) or (year.ok and year.numerator > 0)) then return end
  local function written_off(_, window)
    local n = 0
    for _, name in ipairs{ "livelihood", "governance", "enforcement" } do
      n = n + (fig("D09." .. name, window.code).numerator or 0)
    end
    if n == 0 then return "" end
    local words = approx_words(n, "个", "余")
    local exact = n .. "个"
    return t{ zh = "，已销号" .. words .. (words ~= exact and "（" .. exact .. "）" or ""),
      en = ", " .. n .. " written off" }
  end
  facts_prose{
    { "A05", zh = "三张清单共列事项", en = "items on the three lists", more = written_off },
    { "A05.livelihood", zh = "民生服务", en = "livelihood" },
    { "A05.governance", zh = "社会治理", en = "governance" },
    { "A05.enforcement", zh = "综合执法", en = "enforcement" },
    { "D09.livelihood", zh = "民生服务销号率", en = "written off, livelihood", nonzero = true },
    { "D09.governance", zh = "社会治理销号率", en = "written off, governance", nonzero = true },
    { "D09.enforcement", zh = "综合执法销号率", en = "written off, enforcement", nonzero = true },
  }
end

return {
  build = function()
    local what = { zh = "党支部提议事项", en = "proposals of the party branch" }
    local list = {
      { "A01", zh = "提出提议事项", en = "proposals" },
      { "A04", zh = "支部审议", en = "reviewed by the branch", nonzero = true },
      { "A02" },
      { "A03" },
    }
    if not received("proposals") then
      missing(what)
    else
      local f = fig("A01", "month")
      if f.ok and f.numerator == 0 then
        prose(t{ zh = "本月未提出提议事项。", en = "No proposals this month." })
        facts_prose(list, 2)
      else
        facts_prose(list)
      end
      if scope.level == "compound" then proposals() end
    end
    detail(lists)
    if scope.level == "compound" then ideas()
    else
      prose(facts({ code = "ytd", lead = t{ zh = "本年", en = "this year" } },
        { { "A06", zh = "征集金点子", en = "ideas collected", nonzero = true },
          { "A08", zh = "前10名落地率", en = "of the top ten done", nonzero = true } }))
    end
  end,
}
