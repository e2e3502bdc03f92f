-- declare.lua - the words that scripts/tables and scripts/metrics are written in.
--
-- Runs in the declare process, in this order:
--   1. this file, then columns.lua, words.lua and figures.lua, each called with `declare`, which it
--      fills and returns
--   2. declare.table(answer) for each file of scripts/tables/, then declare.tables(list) for all
--   3. metrics = declare.metrics(result)   result: what one file of scripts/metrics/ returned;
--      that file sees every name of `declare.names` as a global
--   4. declare.rules(result)               likewise, for a file of scripts/rules/
-- What comes out is plain data: the Values of data/schema.h and cube/metric.h. Nothing is
-- computed here; no rows are seen. Uses no io, os, debug, require or load.

local declare = {}

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

local function one_of(value, allowed)
  for _, one in ipairs(allowed) do
    if one == value then return true end
  end
  return false
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

local column_keys = { "aliases", "fill_down", "fk", "name", "period_ok", "privacy", "required",
  "scale", "title", "type", "unit", "values" }
local types = { "area", "bool", "date", "decimal", "enum", "id", "int", "money", "period", "str",
  "text" }
local privacies = { "masked", "private", "public" }
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

-- An error where `value` is none of `allowed`; `what` says what it should have been.
local function check(value, allowed, what)
  if not one_of(value, allowed) then
    error(what .. " '" .. tostring(value) .. "' is unknown" .. nearest(tostring(value), allowed), 0)
  end
end

-- { "status", "enum", "状态|办理结果", "status", … } -> the column of data/schema.h
local function read_column(short, of)
  local where_it_is = "table '" .. of .. "', column '" .. tostring(short[1] or short.name) .. "': "
  local column = {}
  for key, value in pairs(short) do
    if type(key) == "string" then
      check(key, column_keys, where_it_is .. "key")
      column[key] = value
    end
  end
  if short[1] then
    local headers = split(short[3] or short[1])
    column.name, column.type = short[1], short[2]
    column.title = { zh = headers[1], en = short[4] or short[1] }
    column.aliases = rest_of(headers)
  end
  check(column.type, types, where_it_is .. "type")
  check(column.privacy or "public", privacies, where_it_is .. "privacy")
  if (column.type == "enum") ~= (column.values ~= nil) then
    error(where_it_is .. "values belong to an enum, and an enum needs them", 0)
  end
  column.unit = column.unit or default_unit[column.type]
  if column.values then
    local values = {}
    for i, value in ipairs(column.values) do values[i] = read_value(value) end
    column.values = values
  end
  return column
end

local function check_table(short)
  local function bad(what) error("table '" .. tostring(short.name) .. "': " .. what, 0) end
  for _, key in ipairs { "name", "id" } do
    if type(short[key]) ~= "string" then bad("needs " .. key .. " = \"…\"") end
  end
  for _, key in ipairs { "key", "columns" } do
    if type(short[key]) ~= "table" or #short[key] == 0 then bad("needs a list '" .. key .. "'") end
  end
  for _, name in ipairs(short.common or {}) do
    if not common_columns[name] then bad("common has no '" .. tostring(name) .. "'") end
  end
end

-- Key and date must be columns of the table, and no column may stand twice.
local function check_names(made)
  local names, seen = {}, {}
  for i, column in ipairs(made.columns) do
    names[i] = column.name
    if seen[column.name] then
      error("table '" .. made.name .. "': column '" .. column.name .. "' stands twice", 0)
    end
    seen[column.name] = true
  end
  for _, name in ipairs(made.key) do check(name, names, "table '" .. made.name .. "': key") end
  if made.date then check(made.date, names, "table '" .. made.name .. "': date") end
end

local function read_table(short)
  check_table(short)
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
  local made = { name = short.name, id = short.id, title = short.title, key = short.key,
    date = short.date, columns = columns }
  check_names(made)
  return made
end

local finished = setmetatable({}, { __mode = "k" })

-- One file of scripts/tables/ as the schema of data/schema.h.
function declare.table(short)
  local made = read_table(short)
  finished[made] = true
  return made
end

-- T01 … T20 before R1, R2: the order of domain, templates and downloads.
local function table_before(a, b)
  local ka, kb = a.id:sub(1, 1) == "T" and "0" or "1", b.id:sub(1, 1) == "T" and "0" or "1"
  if ka ~= kb then return ka < kb end
  return a.id < b.id
end

-- All tables in their order, from what the files returned or declare.table() made of it.
function declare.tables(list)
  local tables = {}
  for i, one in ipairs(list) do tables[i] = finished[one] and one or read_table(one) end
  table.sort(tables, table_before)
  declare.known = {}
  for _, t in ipairs(tables) do declare.known[t.name] = t end
  return tables
end


-- What the other files of this folder share.
declare.inner = { nearest = nearest, here = here }

-- Rule packs -------------------------------------------------------------------------------------

local deadline_units = { "calendar", "working" }
local sections = { "proposal", "meeting", "owners", "service", "other" }
local cadences = { "continuous", "month", "quarter", "half", "year", "event" }

-- `column=code and column!=code` on T01, with columns and codes that are there.
local function check_condition(condition, bad)
  local compounds = declare.known and declare.known.compounds
  for term in (condition .. " and "):gmatch("(.-) and ") do
    local name, code = term:match("^%s*([%w_]+)%s*!?=%s*(%S+)%s*$")
    if not name then bad("applies_if: '" .. term .. "' is not column=code or column!=code") end
    local names, codes = {}, { "yes", "no" }
    for _, column in ipairs(compounds and compounds.columns or {}) do
      names[#names + 1] = column.name
      if column.name == name and column.values then
        codes = {}
        for i, value in ipairs(column.values) do codes[i] = value.code end
      elseif column.name == name and column.type ~= "bool" then
        codes = { code }
      end
    end
    if compounds and not one_of(name, names) then
      bad("applies_if: compounds has no column '" .. name .. "'" .. nearest(name, names))
    end
    if compounds and not one_of(code, codes) then
      bad("applies_if: '" .. name .. "' has no code '" .. code .. "'" .. nearest(code, codes))
    end
  end
end

local function check_rule(pack, rule)
  local function bad(what)
    error("pack '" .. tostring(pack) .. "', rule '" .. tostring(rule.rule_id) .. "': " .. what, 0)
  end
  if type(rule.rule_id) ~= "string" or type(rule.item_name) ~= "string" then
    bad("needs rule_id and item_name")
  end
  local function check(key, allowed)
    local value = rule[key]
    if not one_of(value, allowed) then
      bad(key .. " '" .. tostring(value) .. "' is unknown" .. nearest(tostring(value), allowed))
    end
  end
  check("section", sections)
  check("cadence", cadences)
  if rule.deadline_unit then check("deadline_unit", deadline_units) end
  for _, key in ipairs { "deadline_days", "min_post_days" } do
    if rule[key] and math.type(rule[key]) ~= "integer" then bad(key .. " is a whole number") end
  end
  if rule.applies_if then check_condition(rule.applies_if, bad) end
end

-- One file of scripts/rules/, checked: a pack, or the calendar of working days.
function declare.rules(answer)
  for _, rule in ipairs(answer.rules or {}) do check_rule(answer.pack, rule) end
  return answer
end

return declare
