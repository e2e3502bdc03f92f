-- words.lua - the formula of a figure in words, for `explain` and the method page.
--
-- Made from the same trees that the engine evaluates, so it cannot drift from them.

local declare = ...
local inner = declare.inner
local find_column, same_tree = inner.find_column, inner.same_tree

-- In words: the formula of a metric, for `explain` and the method page --------------------------

local derived_words = {
  joint = { "联席会议", "joint meeting" }, vote_day = { "表决日", "vote day" },
  owners_total = { "业主总人数", "all owners" }, area_total = { "建筑物总面积", "total area" },
  quorum = { "达到法定参与", "quorum met" }, passed = { "依法通过", "passed by law" },
  due_day = { "应公开日", "due day" }, min_post_days = { "最短公示天数", "least days posted" },
  kind_of = { "公开类别", "section" }, standing = { "持续公开项", "continuous item" },
  paid_on = { "拨付日期", "paid on" }, posted_in_time_on = { "按期公开日期", "posted in time on" },
  released_on = { "解除日期", "released on" }, rank = { "名次", "rank" },
  rule_id = { "公开项编码", "rule" }, due_on = { "应公开日", "due day" },
  continuous = { "持续公开项", "continuous item" }, section = { "类别", "section" },
  first_posted_on = { "首次公开日期", "first posted on" }, on_time = { "按期公开", "on time" },
}
local table_words = {
  due_items = { "应公开项", "due items" }, standing_items = { "持续公开事项", "standing items" },
}
local signs = { eq = "＝", ne = "≠", lt = "＜", le = "≤", gt = "＞", ge = "≥",
  add = " + ", sub = " − ", mul = " × " }
local signs_en = { eq = " = ", ne = " ≠ ", lt = " < ", le = " ≤ ", gt = " > ", ge = " ≥ ",
  add = " + ", sub = " − ", mul = " × " }

local function table_title(name, zh)
  local made = table_words[name]
  if made then return made[zh and 1 or 2] end
  local schema = declare.known[name]
  return schema.title[zh and "zh" or "en"]
end

local function target_of(name, via)
  if via == "compound" then return "compounds" end
  return find_column(declare.known[name], via).fk
end

local function column_title(name, key, zh)
  local column = declare.known[name] and find_column(declare.known[name], key)
  if column then return column.title[zh and "zh" or "en"] end
  return (derived_words[key] or { key, key })[zh and 1 or 2]
end

-- The column whose codes an operand has, and the words for some of them.
local function code_words(name, tree, codes, zh)
  while tree[1] == "via" do name, tree = target_of(name, tree[2]), tree[3] end
  local key = tree[1] == "derived" and tree[2] == "kind_of" and "section" or tree[2]
  local column = find_column(declare.known[name], key)
  local labels = {}
  for _, code in ipairs(codes) do
    local label = code
    for _, value in ipairs(column and column.values or {}) do
      if value.code == code then label = value.title[zh and "zh" or "en"] end
    end
    labels[#labels + 1] = label
  end
  return table.concat(labels, zh and "、" or " or ")
end

local say

-- `missing X or X le/ge as-of`: one end of active().
local function is_end(part, op)
  return part and part[1] == "or" and #part == 3 and part[2][1] == "missing" and part[3][1] == op
    and part[3][3][1] == "asof" and same_tree(part[2][2], part[3][2])
end

-- Two neighbours that came from one word are said as that word; nil where they did not.
local function say_pair(name, a, b, zh)
  if is_end(a, "le") and is_end(b, "ge") then
    return zh and "截至日有效" or "in force on the as-of day"
  end
  if b and a[1] == "known" and b[1] == "not" and b[2][1] == "in" and same_tree(a[2], b[2][2]) then
    local codes = code_words(name, a[2], b[2][3], zh)
    return say(name, a[2], zh) .. (zh and "不是" or " is not ") .. codes
  end
end

local function say_list(name, tree, zh, word)
  local parts, i = {}, 2
  while i <= #tree do
    local pair = tree[1] == "and" and say_pair(name, tree[i], tree[i + 1], zh)
    local text = pair or say(name, tree[i], zh)
    if not pair and (tree[i][1] == "and" or tree[i][1] == "or") then
      text = zh and "（" .. text .. "）" or "(" .. text .. ")"
    end
    parts[#parts + 1] = text
    i = i + (pair and 2 or 1)
  end
  return table.concat(parts, word)
end

-- An expression over rows of table `name`, in words.
function say(name, tree, zh)
  local op, a, b = tree[1], tree[2], tree[3]
  local function of(part) return say(name, part, zh) end
  if op == "col" or op == "raw" or op == "derived" then return column_title(name, a, zh) end
  if op == "via" then
    local target = target_of(name, a)
    local what = say(target, b, zh)
    if b[1] == "in" or b[1] == "eq" then return what end
    if zh then return table_title(target, zh) .. "的" .. what end
    return what .. " of the " .. table_title(target)
  end
  if op == "int" then return tostring(a) end
  if op == "asof" then return zh and "截至日" or "the as-of day" end
  if op == "asof_year" then return zh and "截至日所在年度" or "the year of the as-of day" end
  if op == "period_first" then return zh and "本期首日" or "first day of the period" end
  if op == "sub" and a[1] == "int" and a[2] == 0 then return "−" .. of(b) end
  if signs[op] then return of(a) .. (zh and signs or signs_en)[op] .. of(b) end
  if op == "in" then
    return of(a) .. (zh and "为" or " is ") .. code_words(name, a, b, zh)
  end
  if op == "reached" then
    return of(a) .. (zh and "已为" or " has become ") .. code_words(name, a, b, zh)
  end
  if op == "known" then return of(a) .. (zh and "已填写" or " is known") end
  if op == "missing" then return of(a) .. (zh and "为空" or " is empty") end
  if op == "yes" then return of(a) .. (zh and "为是" or " is yes") end
  if op == "no" then return of(a) .. (zh and "为否" or " is no") end
  if op == "and" then return say_list(name, tree, zh, zh and "，且" or " and ") end
  if op == "or" then return say_list(name, tree, zh, zh and "，或" or " or ") end
  if op == "not" then return zh and "非（" .. of(a) .. "）" or "not (" .. of(a) .. ")" end
  if op == "min" then
    return zh and of(a) .. "（不超过" .. of(b) .. "）" or of(a) .. " (at most " .. of(b) .. ")"
  end
  if op == "max" then
    return zh and of(a) .. "（不低于" .. of(b) .. "）" or of(a) .. " (at least " .. of(b) .. ")"
  end
  if op == "or_zero" then return zh and of(a) .. "（空作0）" or of(a) .. " (empty = 0)" end
  if op == "coalesce" then
    return zh and of(a) .. "（空则" .. of(b) .. "）" or of(a) .. " (else " .. of(b) .. ")"
  end
  if op == "add_months" then
    local n = math.abs(b)
    if zh then return of(a) .. (b < 0 and "前" or "后") .. n .. "个月" end
    return of(a) .. (b < 0 and " less " or " plus ") .. n .. " months"
  end
  if op == "month" then return zh and of(a) .. "所在月" or "month of " .. of(a) end
  if op == "year" then return zh and of(a) .. "所在年" or "year of " .. of(a) end
  if op == "same_slot" then
    return zh and of(a) .. "在" .. of(b) .. "所在时段内" or of(a) .. " in the slot of " .. of(b)
  end
  if op == "when" then
    local c = tree[4]
    return zh and "（" .. of(a) .. "时为" .. of(b) .. "，否则为" .. of(c) .. "）"
      or "(" .. of(b) .. " where " .. of(a) .. ", else " .. of(c) .. ")"
  end
  return op
end

local how_zh = { count = "行数", sum = "之和", known = "已填数", max = "最大值", any = "",
  distinct = "不重复数", latest = "最新值" }
local how_en = { count = "rows", sum = "sum", known = "known", max = "largest", any = "a row",
  distinct = "number of different", latest = "latest" }

local function say_term(one, zh)
  local name, how = one.table, one.how
  local value = one.value and say(name, one.value.tree, zh)
  local where = one.where and say(name, one.where.tree, zh)
  local date = one.date and say(name, one.date.tree, zh)
  local keys = {}
  for i, key in ipairs(one.keys or {}) do keys[i] = say(name, key.tree, zh) end
  if zh then
    local what = value or (#keys > 0 and table.concat(keys, "、")) or ""
    local text = table_title(name, zh) .. (what ~= "" and "的" .. what or "") .. how_zh[how]
    if how == "any" then text = "有" .. text end
    if how == "count" and name == "compounds" then text = "小区数" end
    local notes = {}
    if where then notes[#notes + 1] = where end
    if date then notes[#notes + 1] = "按" .. date end
    return #notes > 0 and text .. "〔" .. table.concat(notes, "；") .. "〕" or text
  end
  local what = value or (#keys > 0 and table.concat(keys, ", "))
  local text = how_en[how] .. " " .. (how == "distinct" and "" or "of ")
    .. (what and what .. " in " or "") .. table_title(name)
  if how == "count" then
    local title = table_title(name)
    text = (title:sub(-1) == "s" and "number of " or "rows of ") .. title
  end
  local notes = {}
  if where then notes[#notes + 1] = where end
  if date then notes[#notes + 1] = "by " .. date end
  return #notes > 0 and text .. " [" .. table.concat(notes, "; ") .. "]" or text
end

local agg_signs = { add = " + ", sub = " − ", mul = " × ", eq = " = ", gt = " > ", ge = " ≥ ",
  lt = " < " }

local function say_agg(tree, zh)
  local op = tree[1]
  if op == "term" then return say_term(tree[2], zh) end
  if op == "int" then return tostring(tree[2]) end
  local function part(inner)
    local text = say_agg(inner, zh)
    if op == "and" and inner[1] == "or" or op == "sub" and inner[1] == "sub" then
      return zh and "（" .. text .. "）" or "(" .. text .. ")"
    end
    return text
  end
  local a = part(tree[2])
  local b = tree[3] and part(tree[3])
  if agg_signs[op] then return a .. agg_signs[op] .. b end
  if op == "and" then return a .. (zh and "，且" or " and ") .. b end
  if op == "or" then return a .. (zh and "，或" or " or ") .. b end
  if op == "not" then return zh and "非（" .. a .. "）" or "not (" .. a .. ")" end
  if op == "if" then return zh and b .. "（仅计" .. a .. "的小区）" or b .. " (where " .. a .. ")" end
  return a
end

local yes_or_no = { ["and"] = true, ["or"] = true, ["not"] = true, eq = true, gt = true,
  ge = true, lt = true }

-- A condition on a compound or company counts those for which it holds.
local function say_whole(tree, zh, entity)
  local text = say_agg(tree, zh)
  if not yes_or_no[tree[1]] and not (tree[1] == "term" and tree[2].how == "any") then
    return text
  end
  if zh then return text .. (entity == "company" and "的企业数" or "的小区数") end
  return "number of " .. (entity == "company" and "companies" or "compounds") .. " with " .. text
end

local function say_fraction(spec, zh)
  if spec.among then -- a share of rows: what is asked of the whole need not be said twice
    local rows = spec.denominator.tree[2].table
    local whole, part = say_agg(spec.denominator.tree, zh), say(rows, spec.among.tree, zh)
    return zh and "其中" .. part .. "的行数 ÷ " .. whole or "those where " .. part .. " / " .. whole
  end
  local top = say_whole(spec.numerator.tree, zh, spec.entity)
  if not spec.denominator then return top end
  local bottom = say_whole(spec.denominator.tree, zh, spec.entity)
  if spec.denominator.tree[1] == "sub" then
    bottom = zh and "（" .. bottom .. "）" or "(" .. bottom .. ")"
  end
  return top .. (zh and " ÷ " or " / ") .. bottom
end

inner.say, inner.say_fraction, inner.target_of = say, say_fraction, target_of

return declare
