-- declare.lua - the words that scripts/tables and scripts/metrics are written in.
--
-- Runs in the declare process, in this order:
--   1. this file; it returns `declare`
--   2. tables  = declare.tables(list)      list: what the files of scripts/tables/ returned
--   3. metrics = declare.metrics(result)   result: what one file of scripts/metrics/ returned;
--      that file sees every name of `declare.names` as a global
-- What comes out is plain data: the Values of data/schema.h and cube/metric.h. Nothing is
-- computed here; no rows are seen. Uses no io, os, debug, require or load.

local declare = {}

-- Tables -------------------------------------------------------------------------------------

-- Columns that most tables share; a table's `common` chooses among them.
local common_columns = {
  compound = {
    { "compound_id", "id", "小区编码|小区编号", "compound code", fk = "compounds" },
    { "compound_name", "str", "小区|小区名称|项目名称|住宅小区", "compound", fill_down = true },
  },
  matter_id = { { "matter_id", "id", "事项编号|事项编码", "matter number" } },
  public_summary = { { "public_summary", "str", "公开摘要|公示内容", "public summary" } },
  updated_on = { { "updated_on", "date", "更新日期|更新时间", "updated on" } },
  remark = { { "remark", "text", "备注", "remark", privacy = "private" } },
}
local common_default = { "compound", "public_summary", "updated_on", "remark" }

local column_keys = { name = true, type = true, title = true, aliases = true, required = true,
  privacy = true, unit = true, scale = true, fill_down = true, period_ok = true, fk = true,
  values = true }
local default_unit = { money = "元", area = "㎡" }

-- "状态|办理结果" -> { "状态", "办理结果" }
local function split(text)
  local parts = {}
  for part in text:gmatch("[^|]+") do parts[#parts + 1] = part end
  return parts
end

local function rest_of(list)
  local out = {}
  for i = 2, #list do out[#out + 1] = list[i] end
  return out
end

-- { "closed", "已办结|办结", "closed" } -> { code=, title=, aliases= }; a full table passes.
local function read_value(short)
  if short.code then return short end
  local labels = split(short[2])
  return { code = short[1], aliases = rest_of(labels),
    title = { zh = labels[1], en = short[3] or (short[1]:gsub("_", " ")) } }
end

-- { "status", "enum", "状态|办理结果", "status", … } -> the column of data/schema.h
local function read_column(short, of)
  local column = {}
  for key, value in pairs(short) do
    if type(key) == "string" then
      if not column_keys[key] then
        error(of .. "." .. tostring(short[1] or short.name) .. ": unknown key '" .. key .. "'", 0)
      end
      column[key] = value
    end
  end
  if short[1] then
    local headers = split(short[3] or short[1])
    column.name, column.type = short[1], short[2]
    column.title = { zh = headers[1], en = short[4] or short[1] }
    column.aliases = rest_of(headers)
  end
  column.unit = column.unit or default_unit[column.type]
  if column.values then
    local values = {}
    for i, value in ipairs(column.values) do values[i] = read_value(value) end
    column.values = values
  end
  return column
end

local function read_table(short)
  local list, columns = {}, {}
  local function add(more)
    for _, column in ipairs(more) do list[#list + 1] = column end
  end
  local wanted = {}
  for _, name in ipairs(short.common or common_default) do wanted[name] = true end
  if wanted.compound then add(common_columns.compound) end
  add(short.columns)
  for _, name in ipairs { "matter_id", "public_summary", "updated_on", "remark" } do
    if wanted[name] then add(common_columns[name]) end
  end
  for i, column in ipairs(list) do columns[i] = read_column(column, short.name) end
  return { name = short.name, id = short.id, title = short.title, key = short.key,
    date = short.date, columns = columns }
end

-- T01 … T20 before R1, R2: the order of domain, templates and downloads.
local function table_before(a, b)
  local ka, kb = a.id:sub(1, 1) == "T" and "0" or "1", b.id:sub(1, 1) == "T" and "0" or "1"
  if ka ~= kb then return ka < kb end
  return a.id < b.id
end

-- The full schemas of data/schema.h; the list given is left as it is.
function declare.tables(list)
  local tables = {}
  for i, short in ipairs(list) do tables[i] = read_table(short) end
  table.sort(tables, table_before)
  declare.known = {}
  for _, t in ipairs(tables) do declare.known[t.name] = t end
  return tables
end


-- Columns that the engine derives from several tables (cube/derive.h); `like` lends its codes.
local derived_columns = {
  meetings = { joint = {} },
  resolutions = { vote_day = {}, owners_total = {}, area_total = {}, quorum = {}, passed = {} },
  disclosures = { due_day = {}, min_post_days = {}, kind_of = { like = "section" }, standing = {} },
  fund_ledger = { paid_on = {}, posted_in_time_on = {} },
  list_events = { released_on = {} },
  projects = { rank = {} },
}
-- Tables that the engine derives; `from` is the table that must have arrived.
local derived_tables = {
  due_items = { from = "disclosures",
    columns = { "rule_id", "due_on", "section", "continuous", "first_posted_on", "on_time" } },
  standing_items = { from = "disclosures", columns = { "rule_id", "section" } },
}
-- Dates that may lie ahead: always read as entered. Any other date after the as-of day has not
-- happened yet and reads as missing (metrics.md 1.2).
local planned = { due_on = true, planned_on = true, valid_to = true, until_on = true,
  term_to = true, end_on = true, vote_from = true, vote_to = true, posted_to = true,
  contract_to = true, reply_due_on = true }

-- Names ------------------------------------------------------------------------------------------

local function distance(a, b)
  local row = {}
  for j = 0, #b do row[j] = j end
  for i = 1, #a do
    local diagonal = row[0]
    row[0] = i
    for j = 1, #b do
      local above = row[j]
      local change = a:byte(i) == b:byte(j) and diagonal or diagonal + 1
      row[j] = math.min(change, above + 1, row[j - 1] + 1)
      diagonal = above
    end
  end
  return row[#b]
end

-- "; nearest is 'status'", or "" where no name is at all alike.
local function nearest(wanted, names)
  local best, best_distance
  for _, name in ipairs(names) do
    local d = distance(wanted, name)
    if not best or d < best_distance then best, best_distance = name, d end
  end
  return best and best_distance < #wanted and ("; nearest is '" .. best .. "'") or ""
end

-- "scripts/metrics/services.lua:12" of the function `level` calls up; 1 is who calls here().
local function here(level)
  if where then
    local place = where(level + 1)
    return place or ""
  end
  local info = debug and debug.getinfo(level + 1, "Sl")
  return info and (info.short_src .. ":" .. info.currentline) or ""
end

-- Expressions: filters and values over the rows of one table ---------------------------------

local Expr = {}
Expr.__index = Expr

-- Lua turns what `a <= b` gives into true or false, so a comparison leaves its tree here and
-- whoever is handed the `true` takes it. One at a time: a second one first is an error.
local pending

local function expr(tree, of, column)
  return setmetatable({ tree = tree, of = of, column = column }, Expr)
end

local function is_expr(value) return getmetatable(value) == Expr end

-- A node, a whole number or the `true` of a comparison -> a node. `level` names who is to blame.
local function node(value, level)
  if is_expr(value) then return value end
  if math.type(value) == "integer" then return expr({ "int", value }) end
  if value == true and pending then
    local result = pending
    pending = nil
    return result
  end
  error("expected a column, a condition or a whole number, got " .. type(value)
    .. (value == true and " (a comparison can be used once only; write a:le(b))" or ""), level + 1)
end

local function same_table(a, b, level)
  if a.of and b.of and a.of ~= b.of then
    error("columns of " .. a.of .. " and " .. b.of .. " cannot meet in one condition", level + 1)
  end
  return a.of or b.of
end

local function binary(op, a, b, level)
  a, b = node(a, level), node(b, level)
  return expr({ op, a.tree, b.tree }, same_table(a, b, level))
end

-- and/or of three and more stay one list: easier to read back in `explain`.
local function joined(op, a, b, level)
  a, b = node(a, level), node(b, level)
  local tree = { op }
  for _, part in ipairs { a.tree, b.tree } do
    if part[1] == op then
      for i = 2, #part do tree[#tree + 1] = part[i] end
    else
      tree[#tree + 1] = part
    end
  end
  return expr(tree, same_table(a, b, level))
end

local function compare(op, a, b)
  if pending then
    error("a comparison before this one was not used; write a:le(b) instead of a <= b", 2)
  end
  pending = binary(op, a, b, 3)
  return true
end

Expr.__band = function(a, b) return joined("and", a, b, 2) end
Expr.__bor = function(a, b) return joined("or", a, b, 2) end
Expr.__bnot = function(a) return expr({ "not", a.tree }, a.of) end
Expr.__add = function(a, b) return binary("add", a, b, 2) end
Expr.__sub = function(a, b) return binary("sub", a, b, 2) end
Expr.__mul = function(a, b) return binary("mul", a, b, 2) end
Expr.__le = function(a, b) return compare("le", a, b) end
Expr.__lt = function(a, b) return compare("lt", a, b) end

for _, op in ipairs { "eq", "ne", "lt", "le", "gt", "ge" } do
  Expr[op] = function(a, b) return binary(op, a, b, 2) end
end

function Expr:known() return expr({ "known", self.tree }, self.of) end
function Expr:missing() return expr({ "missing", self.tree }, self.of) end
function Expr:yes() return expr({ "yes", self.tree }, self.of) end
function Expr:no() return expr({ "no", self.tree }, self.of) end
function Expr:or_zero() return expr({ "or_zero", self.tree }, self.of) end
function Expr:month() return expr({ "month", self.tree }, self.of) end
function Expr:year() return expr({ "year", self.tree }, self.of) end
function Expr:add_months(n) return expr({ "add_months", self.tree, n }, self.of) end
function Expr:or_else(other) return binary("coalesce", self, other, 2) end
function Expr:at_most(other) return binary("min", self, other, 2) end
function Expr:at_least(other) return binary("max", self, other, 2) end

-- The date as it stands in the file, even where it lies after the as-of day.
function Expr:as_entered()
  local function raw(tree)
    if tree[1] == "col" then return { "raw", tree[2] } end
    if tree[1] == "via" then return { "via", tree[2], raw(tree[3]) } end
    return tree
  end
  return expr(raw(self.tree), self.of, self.column)
end

local function codes_of(column)
  local codes = {}
  for i, value in ipairs(column.values) do codes[i] = value.code end
  return codes
end

local function check_codes(self, codes, level)
  local column = self.column
  if not column then error("only a column has codes", level + 1) end
  if not column.values then return end
  local known = {}
  for _, code in ipairs(codes_of(column)) do known[code] = true end
  for _, code in ipairs(codes) do
    if not known[code] then
      error("column '" .. column.name .. "' has no code '" .. tostring(code) .. "'"
        .. nearest(tostring(code), codes_of(column)), level + 1)
    end
  end
end

-- What `when()` left out is skipped.
local function code_list(...)
  local codes = {}
  for i = 1, select("#", ...) do
    local code = (select(i, ...))
    if type(code) == "table" then
      for _, one in ipairs(code) do codes[#codes + 1] = one end
    elseif code then
      codes[#codes + 1] = code
    end
  end
  return codes
end

function Expr:one_of(...)
  local codes = code_list(...)
  check_codes(self, codes, 2)
  return expr({ "in", self.tree, codes }, self.of)
end

function Expr:is(code)
  check_codes(self, { code }, 2)
  return expr({ "in", self.tree, { code } }, self.of)
end

-- Known and another code: an empty cell satisfies no condition.
function Expr:is_not(code)
  check_codes(self, { code }, 2)
  return expr({ "and", { "known", self.tree }, { "not", { "in", self.tree, { code } } } }, self.of)
end

-- A status that names an event: reached unless its date lies after the as-of day.
function Expr:reached(codes, date)
  codes = code_list(codes)
  check_codes(self, codes, 2)
  return expr({ "reached", self.tree, codes, date.tree }, self.of)
end

-- Planned and actual date in the same week, half month, month or quarter, by cadence.
local function same_slot(actual, due, cadence)
  return expr({ "same_slot", actual.tree, due.tree, cadence.tree }, actual.of)
end

local function choose(condition, a, b)
  condition, a, b = node(condition, 2), node(a, 2), node(b, 2)
  return expr({ "when", condition.tree, a.tree, b.tree }, condition.of)
end

local as_of = expr({ "asof" })
local as_of_year = expr({ "asof_year" })
local period_first = expr({ "period_first" })

-- From `from` to `to` on the as-of day, both ends included and both as entered.
local function active(from, to)
  from, to = from:as_entered(), to:as_entered()
  return (from:missing() | from:le(as_of)) & (to:missing() | to:ge(as_of))
end

-- Tables and their columns ---------------------------------------------------------------------

local proxy_info = setmetatable({}, { __mode = "k" })
local Proxy = {}

local function proxy(name, root, path)
  local result = setmetatable({}, Proxy)
  proxy_info[result] = { name = name, root = root, path = path }
  return result
end

-- A column seen from the table the rows come from: through the foreign keys of `path`.
local function through(path, tree)
  for i = #path, 1, -1 do tree = { "via", path[i], tree } end
  return tree
end

local function longer(path, step)
  local out = {}
  for i, one in ipairs(path) do out[i] = one end
  out[#out + 1] = step
  return out
end

local function find_column(schema, name)
  for _, column in ipairs(schema.columns) do
    if column.name == name then return column end
  end
end

local function names_of(info, schema)
  local names = {}
  for _, column in ipairs(schema.columns) do names[#names + 1] = column.name end
  for name in pairs(derived_columns[info.name] or {}) do names[#names + 1] = name end
  table.sort(names)
  return names
end

Proxy.__index = function(self, key)
  local info = proxy_info[self]
  local made = derived_tables[info.name]
  if made then
    for _, name in ipairs(made.columns) do
      if name == key then
        local tree = planned[name] and { "raw", name } or { "col", name }
        return expr(through(info.path, tree), info.root, { name = name })
      end
    end
    error("table '" .. info.name .. "' has no column '" .. tostring(key) .. "'"
      .. nearest(tostring(key), made.columns), 2)
  end
  local schema = declare.known[info.name]
  local derived = (derived_columns[info.name] or {})[key]
  if derived then
    local like = derived.like and find_column(schema, derived.like)
    return expr(through(info.path, { "derived", key }), info.root,
      { name = key, values = like and like.values, derived = true })
  end
  local column = find_column(schema, key)
  if column then
    local tree = { planned[key] and "raw" or "col", key }
    return expr(through(info.path, tree), info.root, column)
  end
  if key == "compound" and find_column(schema, "compound_name") then
    return proxy("compounds", info.root, longer(info.path, "compound"))
  end
  local foreign = find_column(schema, tostring(key) .. "_id")
  if foreign and foreign.fk then
    return proxy(foreign.fk, info.root, longer(info.path, foreign.name))
  end
  error("table '" .. info.name .. "' has no column '" .. tostring(key) .. "'"
    .. nearest(tostring(key), names_of(info, schema)), 2)
end

local function table_of(name)
  if not derived_tables[name] and not declare.known[name] then
    local names = { "due_items", "standing_items" }
    for known in pairs(declare.known) do names[#names + 1] = known end
    table.sort(names)
    error("there is no table '" .. tostring(name) .. "'" .. nearest(tostring(name), names), 2)
  end
  return proxy(name, name, {})
end

-- Aggregates: what is added up over the rows of a scope in a window -------------------------------

local Agg = {}
Agg.__index = Agg

local function agg(tree) return setmetatable({ tree = tree }, Agg) end

local function agg_node(value, level)
  if getmetatable(value) == Agg then return value end
  if math.type(value) == "integer" then return agg({ "int", value }) end
  error("expected number_of{}, sum_of{} … or a whole number", level + 1)
end

local function agg_binary(op, a, b)
  return agg({ op, agg_node(a, 2).tree, agg_node(b, 2).tree })
end

Agg.__add = function(a, b) return agg_binary("add", a, b) end
Agg.__sub = function(a, b) return agg_binary("sub", a, b) end
Agg.__mul = function(a, b) return agg_binary("mul", a, b) end
Agg.__band = function(a, b) return agg_binary("and", a, b) end
Agg.__bor = function(a, b) return agg_binary("or", a, b) end
Agg.__bnot = function(a) return agg({ "not", a.tree }) end
for _, op in ipairs { "eq", "gt", "ge", "lt" } do
  Agg[op] = function(a, b) return agg_binary(op, a, b) end
end
-- This much where the condition holds for the compound, else nothing.
function Agg:only_if(condition) return agg({ "if", condition.tree, self.tree }) end

local function table_named(value)
  local info = proxy_info[value]
  return info and info.name
end

-- One term; `how` as in cube/metric.h. Its table is that of its columns, or `rows`.
local function term(how, spec, level)
  local out = { how = how }
  for _, key in ipairs { "where", "date", "value", "company" } do
    if spec[key] ~= nil then out[key] = node(spec[key], level + 1) end
  end
  local of = table_named(spec.rows)
  local function join(one)
    if not one.of then return end
    if of and of ~= one.of then
      error("rows of " .. of .. " cannot be told by a column of " .. one.of, level + 2)
    end
    of = one.of
  end
  for _, key in ipairs { "where", "date", "value", "company" } do
    if out[key] then join(out[key]) end
  end
  if spec.keys then
    out.keys = spec.keys
    for _, key in ipairs(spec.keys) do join(key) end
  end
  if not of then error("say which table: rows = table_of \"…\"", level + 1) end
  out.table = of
  return agg({ "term", out })
end

local function number_of(spec) return (term("count", spec, 2)) end
local function sum_of(spec) return (term("sum", spec, 2)) end
local function known_of(spec) return (term("known", spec, 2)) end
local function largest_of(spec) return (term("max", spec, 2)) end
local function any_of(spec) return (term("any", spec, 2)) end
local function distinct_of(spec) return (term("distinct", spec, 2)) end

local function both(a, b)
  if a == nil then return b end
  if b == nil then return a end
  return a & b
end

local function same_tree(a, b)
  if type(a) ~= "table" or type(b) ~= "table" then return a == b end
  if #a ~= #b then return false end
  for i = 1, #a do
    if not same_tree(a[i], b[i]) then return false end
  end
  return true
end

-- Does `known` or `one of` on a column leave no need to say the wider `in` again?
local function implies(filter, wider)
  if filter[1] == "known" then return true end
  for _, code in ipairs(wider[3]) do
    if code == filter[3][1] then return true end
  end
  return false
end

-- `where` narrowed by a condition on one column: a wider "one of" on that column says no more.
local function narrower(where, filter)
  if not where then return filter end
  local parts = where.tree[1] == "and" and where.tree or { "and", where.tree }
  local kept = { "and" }
  for i = 2, #parts do
    local part = parts[i]
    if part[1] == "in" and same_tree(part[2], filter.tree[2]) and implies(filter.tree, part) then
      if filter.tree[1] == "known" then return where end
    else
      kept[#kept + 1] = part
    end
  end
  kept[#kept + 1] = filter.tree
  return expr(#kept == 2 and kept[2] or kept, where.of)
end

-- The same aggregate with a further condition on the terms of each table that `filters` names.
local function narrowed(tree, filters)
  if tree[1] == "term" then
    local old, new = tree[2], {}
    for key, value in pairs(old) do new[key] = value end
    if filters[old.table] then new.where = narrower(old.where, filters[old.table]) end
    return { "term", new }
  end
  local out = { tree[1] }
  for i = 2, #tree do
    out[i] = type(tree[i]) == "table" and narrowed(tree[i], filters) or tree[i]
  end
  return out
end

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
  return table.concat(labels, zh and "、" or ", ")
end

local say

local function say_list(name, tree, zh, word)
  local parts = {}
  for i = 2, #tree do
    local inner = say(name, tree[i], zh)
    local mixed = tree[i][1] == "and" or tree[i][1] == "or"
    parts[#parts + 1] = mixed and (zh and "（" .. inner .. "）" or "(" .. inner .. ")") or inner
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
  distinct = "不重复数" }
local how_en = { count = "rows", sum = "sum", known = "known", max = "largest", any = "a row",
  distinct = "number of different" }

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
    local notes = {}
    if where then notes[#notes + 1] = where end
    if date then notes[#notes + 1] = "按" .. date end
    return #notes > 0 and text .. "〔" .. table.concat(notes, "；") .. "〕" or text
  end
  local what = value or (#keys > 0 and table.concat(keys, ", "))
  local text = how_en[how] .. " " .. (how == "distinct" and "" or "of ")
    .. (what and what .. " in " or "") .. table_title(name)
  if how == "count" then text = "number of " .. table_title(name) end
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
  local top = say_whole(spec.numerator.tree, zh, spec.entity)
  if not spec.denominator then return top end
  local bottom = say_whole(spec.denominator.tree, zh, spec.entity)
  if spec.denominator.tree[1] == "sub" then
    bottom = zh and "（" .. bottom .. "）" or "(" .. bottom .. ")"
  end
  return top .. (zh and " ÷ " or " / ") .. bottom
end

-- Builders: each gives one metric of cube/metric.h, or several for `by` ---------------------------

local default_decimals = { ["%"] = 1, ["个百分点"] = 1, ["天"] = 1, ["分"] = 1, ["例/场"] = 1,
  ["件/百户"] = 1, ["元"] = 2, ["万元"] = 2, ["元/户"] = 2, ["㎡"] = 2 }
local current_section

-- All metrics of a file that names no other section belong to this one.
local function section(name)
  current_section = name
  pending = nil -- of a file before this one that broke off
end

local function serialised(value)
  if type(value) ~= "table" then return type(value) .. ":" .. tostring(value) end
  local parts = {}
  for i, one in ipairs(value) do parts[i] = serialised(one) end
  return "{" .. table.concat(parts, ",") .. "}"
end

local function plain_term(one)
  local keys
  if one.keys then
    keys = {}
    for i, key in ipairs(one.keys) do keys[i] = key.tree end
  end
  return { table = one.table, how = one.how, date = one.date and one.date.tree,
    where = one.where and one.where.tree, value = one.value and one.value.tree, keys = keys,
    company = one.company and one.company.tree }
end

-- An aggregate with numbered terms; equal terms are stored once in `terms`.
local function numbered(tree, terms)
  if tree[1] == "term" then
    local one = plain_term(tree[2])
    local name = serialised { one.table, one.how, one.date or false, one.where or false,
      one.value or false, one.keys or false, one.company or false }
    for i, other in ipairs(terms) do
      if other.name == name then return { "term", i } end
    end
    terms[#terms + 1] = { name = name, term = one }
    return { "term", #terms }
  end
  local out = { tree[1] }
  for i = 2, #tree do
    out[i] = type(tree[i]) == "table" and numbered(tree[i], terms) or tree[i]
  end
  return out
end

-- The tables that must have arrived: those of the terms and of the foreign keys in them.
local function needs_of(terms)
  local list, seen = {}, { compounds = true }
  local function add(name)
    name = derived_tables[name] and derived_tables[name].from or name
    if not seen[name] then
      seen[name] = true
      list[#list + 1] = name
    end
  end
  local function walk(name, tree)
    if type(tree) ~= "table" then return end
    if tree[1] == "via" then
      local target = target_of(name, tree[2])
      add(target)
      walk(target, tree[3])
      return
    end
    for i = 2, #tree do walk(name, tree[i]) end
  end
  for _, entry in ipairs(terms) do
    local one = entry.term
    add(one.table)
    for _, key in ipairs { "date", "where", "value", "company" } do walk(one.table, one[key]) end
    for _, key in ipairs(one.keys or {}) do walk(one.table, key) end
  end
  return list
end

local text_keys = { "id", "section", "unit", "better", "window", "entity", "combine", "totals" }

local function check_texts(spec)
  local function bad(what)
    error(spec.origin .. ": metric " .. tostring(spec.id) .. ": " .. what, 0)
  end
  if type(spec.id) ~= "string" then bad("needs an id") end
  spec.section = spec.section or current_section
  spec.unit = spec.unit or ""
  spec.window = spec.window or "flow"
  for _, key in ipairs(text_keys) do
    if spec[key] ~= nil and type(spec[key]) ~= "string" then
      bad("'" .. key .. "' must be a text")
    end
  end
  if not spec.section then bad("needs a section") end
  if type(spec.title) ~= "table" or not spec.title.zh or not spec.title.en then
    bad("needs title = { zh = …, en = … }")
  end
  if spec.better and spec.better ~= "higher" and spec.better ~= "lower" then
    bad("better is \"higher\" or \"lower\"")
  end
  if pending then bad("a comparison was not used; write a:le(b) instead of a <= b") end
end

-- The keys that every kind has.
local function head(spec, kind)
  return { id = spec.id, base_id = spec.id:match("^[^.]+"), name = spec.name or spec.id,
    section = spec.section, title = spec.title, note = spec.note, unit = spec.unit,
    decimals = spec.decimals or default_decimals[spec.unit] or 0, better = spec.better,
    sensitive = spec.sensitive or false, origin = spec.origin, window = spec.window,
    formula = spec.formula, needs = spec.needs, kind = kind, totals = spec.totals }
end

local function plain_items(items, first)
  if not items then return nil end
  local function tree(key) return items[key] and node(items[key], 2).tree end
  return { table = items.key.of, key = items.key.tree,
    date = items.date and items.date.tree or first.date, where = tree("where"),
    numerator = tree("numerator"), denominator = tree("denominator"), value = tree("value"),
    unit = items.unit or "", decimals = items.decimals or default_decimals[items.unit or ""] or 0 }
end

local function fraction_metric(spec)
  local out = head(spec, "fraction")
  local terms = {}
  out.numerator = numbered(spec.numerator.tree, terms)
  out.denominator = spec.denominator and numbered(spec.denominator.tree, terms)
  out.terms = {}
  for i, entry in ipairs(terms) do out.terms[i] = entry.term end
  out.entity = spec.entity
  out.combine = spec.combine
  out.sum = spec.is_sum or nil
  out.shift = spec.shift
  out.items = plain_items(spec.per_item, out.terms[1])
  out.needs = spec.needs or needs_of(terms)
  out.formula = spec.formula or { zh = say_fraction(spec, true), en = say_fraction(spec, false) }
  return out
end

-- `by`: one column, or one per table that is counted; `codes` chooses among its codes.
local function breakdown(spec, metrics)
  local columns = is_expr(spec.by) and { spec.by } or spec.by
  local codes = spec.codes or codes_of(columns[1].column)
  local any, titles = {}, {}
  for _, value in ipairs(columns[1].column.values) do titles[value.code] = value.title end
  for _, column in ipairs(columns) do any[column.of] = expr({ "known", column.tree }, column.of) end
  local function with(filters)
    local copy = {}
    for key, value in pairs(spec) do copy[key] = value end
    copy.numerator = agg(narrowed(spec.numerator.tree, filters))
    copy.denominator = spec.denominator and agg(narrowed(spec.denominator.tree, filters))
    return copy
  end
  -- A count by code is a distribution: rows with an empty cell are in none of its figures.
  metrics[1] = fraction_metric(spec.denominator and spec or with(any))
  for _, code in ipairs(codes) do
    local filters = {}
    for _, column in ipairs(columns) do
      filters[column.of] = expr({ "in", column.tree, { code } }, column.of)
    end
    local one = with(filters)
    one.id = spec.id .. "." .. code
    one.name = (spec.name or spec.id) .. "_" .. code
    one.title = { zh = spec.title.zh .. "：" .. titles[code].zh,
      en = spec.title.en .. ": " .. titles[code].en }
    one.per_item = nil
    metrics[#metrics + 1] = fraction_metric(one)
  end
end

local function builder(make)
  return function(spec)
    if type(spec) ~= "table" then error("a metric is written name { … }", 2) end
    spec.origin = here(2)
    local fine, metrics = pcall(make, spec)
    if fine then return metrics end
    -- Whatever went wrong did so for this metric: name its place, not one in this file.
    local message = tostring(metrics):gsub("^[^\n:]*declare%.lua:%d+: ", "")
    if message:sub(1, #spec.origin) ~= spec.origin then message = spec.origin .. ": " .. message end
    error(message, 0)
  end
end

local function finish(spec)
  check_texts(spec)
  if not spec.by then return fraction_metric(spec) end
  local metrics = {}
  breakdown(spec, metrics)
  return metrics
end

-- Conditions and dates are taken in the order written, so that one bare comparison may stand.
local function take(spec, keys)
  for _, key in ipairs(keys) do
    if spec[key] ~= nil then spec[key] = node(spec[key], 4) end
  end
end

local function rows_of(spec, where, extra)
  local one = { rows = spec.rows, date = spec.date, where = where, company = spec.company }
  for key, value in pairs(extra or {}) do one[key] = value end
  return one
end

local count = builder(function(spec)
  take(spec, { "where", "date", "company" })
  spec.numerator = number_of(rows_of(spec, spec.where))
  local made = finish(spec)
  return made
end)

local sum = builder(function(spec)
  take(spec, { "value", "where", "date" })
  spec.numerator = sum_of(rows_of(spec, spec.where, { value = spec.value }))
  spec.is_sum = true
  local made = finish(spec)
  return made
end)

-- Rows of `of` for which `where` holds, out of the rows of `of`.
local share = builder(function(spec)
  take(spec, { "of", "where", "date" })
  spec.numerator = number_of(rows_of(spec, both(spec.of, spec.where)))
  spec.denominator = number_of(rows_of(spec, spec.of))
  local made = finish(spec)
  return made
end)

-- The sum of `value` over the rows of `of`, by their number.
local mean = builder(function(spec)
  take(spec, { "value", "of", "date" })
  spec.numerator = sum_of(rows_of(spec, spec.of, { value = spec.value }))
  spec.denominator = number_of(rows_of(spec, spec.of))
  local made = finish(spec)
  return made
end)

-- Any two aggregates.
local ratio = builder(function(spec)
  spec.numerator, spec.denominator = agg_node(spec.numerator, 3), agg_node(spec.denominator, 3)
  local made = finish(spec)
  return made
end)

local function only_sums(tree)
  if tree[1] == "term" then return tree[2].how == "sum" end
  return (tree[1] == "add" or tree[1] == "sub") and only_sums(tree[2]) and only_sums(tree[3])
end

-- One aggregate without a denominator. Sums alone stay empty where no cell is known.
local total_of = builder(function(spec)
  spec.numerator = agg_node(spec.numerator, 3)
  spec.is_sum = only_sums(spec.numerator.tree)
  local made = finish(spec)
  return made
end)

local distinct = builder(function(spec)
  take(spec, { "where", "date", "company" })
  spec.numerator = distinct_of(rows_of(spec, spec.where, { keys = spec.keys }))
  local made = finish(spec)
  return made
end)

-- The largest value over all rows of the scope.
local largest = builder(function(spec)
  take(spec, { "value", "where", "date" })
  spec.numerator = largest_of(rows_of(spec, spec.where, { value = spec.value }))
  spec.combine = "max"
  local made = finish(spec)
  return made
end)

local median = builder(function(spec)
  take(spec, { "value", "where", "date" })
  check_texts(spec)
  local out, terms = head(spec, "median"), {}
  local one = sum_of(rows_of(spec, spec.where, { value = spec.value }))
  numbered(one.tree, terms)
  out.terms = { terms[1].term }
  out.needs = spec.needs or needs_of(terms)
  local of, name = terms[1].term, terms[1].term.table
  local function words(zh)
    local value, where = say(name, of.value, zh), of.where and say(name, of.where, zh)
    if zh then return value .. "的中位数" .. (where and "〔" .. where .. "〕" or "") end
    return "median of " .. value .. (where and " [" .. where .. "]" or "")
  end
  out.formula = spec.formula or { zh = words(true), en = words(false) }
  return out
end)

local base_zh = { yoy = "上年同期", mom = "上月", base_year = "基年同期" }
local base_en = { yoy = "same period last year", mom = "month before",
  base_year = "same period of the base year" }
local as_zh = { relative = "（本期 − %s）÷ %s", points = "本期 − %s（百分点）", difference = "本期 − %s" }
local as_en = { relative = "(now − %s) / %s", points = "now − %s, in percentage points",
  difference = "now − %s" }

local change = builder(function(spec)
  check_texts(spec)
  if not base_zh[spec.base] or not as_zh[spec.as] then
    error(spec.origin .. ": change needs base = \"yoy\", \"mom\" or \"base_year\" and as = "
      .. "\"relative\", \"points\" or \"difference\"", 0)
  end
  local out = head(spec, "change")
  out.of, out.base, out.as = spec.of, spec.base, spec.as
  local function words(pattern, base, of)
    return of .. ": " .. (pattern:gsub("%%s", function() return base end))
  end
  out.formula = spec.formula or { zh = words(as_zh[spec.as], base_zh[spec.base], spec.of),
    en = words(as_en[spec.as], base_en[spec.base], spec.of) }
  return out
end)

-- 1 where each figure of `of` (oldest last) is below the one after it.
local trend = builder(function(spec)
  check_texts(spec)
  local out = head(spec, "trend")
  out.of = spec.of
  return out
end)

-- A figure that exists as a reported total only (R2).
local reported = builder(function(spec)
  check_texts(spec)
  local out = head(spec, "total")
  out.needs = {}
  out.formula = spec.formula or { zh = "取自汇总填报数", en = "from the reported totals" }
  return out
end)

-- Scores of T14, which the engine knows (metrics.md 7); `stars` splits by number of stars.
local score = builder(function(spec)
  check_texts(spec)
  local out = head(spec, "score")
  out.which, out.needs, out.stars = spec.which, { "assessments" }, spec.stars
  return out
end)

-- A word of the code list that stands only where the setting is on.
local function when(setting, code)
  if setting then return code end
  return nil
end

-- What the files of scripts/metrics/ see as globals.
declare.names = {
  table_of = table_of, section = section, when = when, as_of = as_of, as_of_year = as_of_year,
  period_first = period_first, active = active, same_slot = same_slot, choose = choose,
  number_of = number_of, sum_of = sum_of, known_of = known_of, largest_of = largest_of,
  any_of = any_of, distinct_of = distinct_of,
  count = count, sum = sum, share = share, mean = mean, ratio = ratio, total = total_of,
  distinct = distinct, largest = largest, median = median, change = change, trend = trend,
  reported = reported, score = score,
}

-- One file's answer, flat and checked.
function declare.metrics(result)
  local list = {}
  local function add(one)
    if type(one) ~= "table" then error("a file of metrics returns a list of metrics", 0) end
    if one.kind then
      list[#list + 1] = one
    else
      for _, inner in ipairs(one) do add(inner) end
    end
  end
  add(result)
  current_section = nil
  if pending then
    pending = nil
    error("a comparison was not used; write a:le(b) instead of a <= b", 0)
  end
  return list
end

return declare
