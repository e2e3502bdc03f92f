-- columns.lua - tables, columns and conditions as metric scripts write them.
--
-- A condition is a tree of data/expr.h under way: `issues.status:is "closed" & …` computes nothing,
-- it writes down what the engine is to do. Aggregates are the trees of cube/metric.h.

local declare = ...
local nearest = declare.inner.nearest

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
local function latest_of(spec) return (term("latest", spec, 2)) end
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

-- Was a comparison written that nobody took? Forgets it.
local function unused_comparison()
  local unused = pending ~= nil
  pending = nil
  return unused
end

local inner = declare.inner
inner.expr, inner.is_expr, inner.node, inner.both = expr, is_expr, node, both
inner.agg, inner.agg_node, inner.narrowed = agg, agg_node, narrowed
inner.same_tree = same_tree
inner.codes_of, inner.find_column, inner.derived_tables = codes_of, find_column, derived_tables
inner.unused_comparison = unused_comparison

declare.names = {
  table_of = table_of, as_of = as_of, as_of_year = as_of_year, period_first = period_first,
  active = active, same_slot = same_slot, choose = choose,
  number_of = number_of, sum_of = sum_of, known_of = known_of, largest_of = largest_of,
  any_of = any_of, distinct_of = distinct_of, latest_of = latest_of,
}

return declare
