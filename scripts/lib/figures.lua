-- figures.lua - the builders: count { … }, share { … } and the others, and what they hand on.

local declare = ...
local inner = declare.inner
local here, node, expr, both = inner.here, inner.node, inner.expr, inner.both
local agg, agg_node, narrowed = inner.agg, inner.agg_node, inner.narrowed
local say, say_fraction, target_of = inner.say, inner.say_fraction, inner.target_of
local derived_tables, codes_of = inner.derived_tables, inner.codes_of
local number_of, sum_of = declare.names.number_of, declare.names.sum_of
local largest_of, distinct_of = declare.names.largest_of, declare.names.distinct_of

-- Builders: each gives one metric of cube/metric.h, or several for `by` ---------------------------

local default_decimals = { ["%"] = 1, ["个百分点"] = 1, ["天"] = 1, ["分"] = 1, ["例/场"] = 1,
  ["件/百户"] = 1, ["元"] = 2, ["万元"] = 2, ["元/户"] = 2, ["㎡"] = 2 }
local current_section

-- All metrics of a file that names no other section belong to this one.
local function section(name)
  current_section = name
  inner.unused_comparison() -- of a file before this one that broke off
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
  if inner.unused_comparison() then
    bad("a comparison was not used; write a:le(b) instead of a <= b")
  end
end

-- The keys that every kind has.
local function head(spec, kind)
  return { id = spec.id, base_id = spec.id:match("^[^.]+"), name = spec.name or spec.id,
    section = spec.section, title = spec.title, note = spec.note, unit = spec.unit,
    decimals = spec.decimals or default_decimals[spec.unit] or 0, better = spec.better,
    sensitive = spec.sensitive or false, follows = spec.follows, method = spec.method,
    origin = spec.origin, window = spec.window,
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
  local columns = inner.is_expr(spec.by) and { spec.by } or spec.by
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
    local message = tostring(metrics):gsub("^[^\n:]*lib/%w+%.lua:%d+: ", "")
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
  spec.among = spec.where
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

-- The last known value of each compound, added up.
local latest = builder(function(spec)
  take(spec, { "value", "where", "date" })
  spec.numerator = declare.names.latest_of(rows_of(spec, spec.where, { value = spec.value }))
  spec.is_sum = true
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

-- What is no sum over rows: run(data, scope, window) gives whole numbers, once per scope and window.
-- The function stays here; only what is told about it goes to the engine.
declare.functions = {}
local compute = builder(function(spec)
  check_texts(spec)
  local function bad(what) error(spec.origin .. ": metric " .. spec.id .. ": " .. what, 0) end
  if type(spec.run) ~= "function" then bad("compute needs run = function(data, scope, window)") end
  if type(spec.needs) ~= "table" then bad("compute needs needs = { the tables that it reads }") end
  if type(spec.formula) ~= "table" or not spec.formula.zh or not spec.formula.en then
    bad("compute needs formula = { zh = …, en = … }, since none can be made of a function")
  end
  if spec.adds_up ~= nil and type(spec.adds_up) ~= "boolean" then bad("adds_up is true or false") end
  local out = head(spec, "compute")
  out.share, out.adds_up = spec.share or false, spec.adds_up or false
  declare.functions[spec.id] = spec.run
  return out
end)

-- A word of the code list that stands only where the setting is on.
local function when(setting, code)
  if setting then return code end
  return nil
end

-- What the files of scripts/metrics/ see as globals, beside the words of columns.lua.
for name, word in pairs {
  section = section, when = when, count = count, sum = sum, share = share, mean = mean,
  ratio = ratio, total = total_of, distinct = distinct, largest = largest, latest = latest, median = median,
  change = change, trend = trend, reported = reported, score = score, compute = compute,
} do
  declare.names[name] = word
end

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
  if inner.unused_comparison() then
    error("a comparison was not used; write a:le(b) instead of a <= b", 0)
  end
  return list
end

return declare
