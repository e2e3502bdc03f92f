-- Prints a built-in rule pack as CSV, for the oracle:  lua5.4 rules.lua scripts/rules/PLACE.lua
local columns = { "rule_id", "pack", "section", "item_name", "cadence", "deadline_days",
  "deadline_unit", "min_post_days", "applies_if" }
local pack = dofile(arg[1])
local function cell(v)
  return '"' .. tostring(v == nil and "" or v):gsub('"', '""') .. '"'
end
print(table.concat(columns, ","))
for _, rule in ipairs(pack.rules or pack) do
  local out = {}
  for i, c in ipairs(columns) do out[i] = cell(rule[c]) end
  print(table.concat(out, ","))
end
