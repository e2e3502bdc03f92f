-- test_declare.lua - what the DSL says when a script is wrong, word for word.
local shipped = dofile("tests/lua/load.lua")()
local wrong = 0

local function expect(text, source)
  local chunk = assert(load(source, "@scripts/metrics/x.lua", "t"))
  local fine, message = pcall(function() return shipped.declare.metrics(chunk()) end)
  if fine or message ~= text then
    wrong = wrong + 1
    print("expected: " .. text .. "\nbut got:  " .. tostring(fine and "no error" or message))
  end
end

local head = 'section "services"\nlocal issues = table_of "issues"\n'

expect("scripts/metrics/x.lua:3: table 'issues' has no column 'statsu'; nearest is 'status'",
  head .. "local a = issues.statsu\nreturn {}")
expect("scripts/metrics/x.lua:1: there is no table 'isues'; nearest is 'issues'",
  'local a = table_of "isues"\nreturn {}')
expect("scripts/metrics/x.lua:3: column 'status' has no code 'close'; nearest is 'closed'",
  head .. 'local a = issues.status:is "close"\nreturn {}')
expect("scripts/metrics/x.lua:3: a comparison before this one was not used; "
  .. "write a:le(b) instead of a <= b",
  head .. "local a, b = issues.closed_on <= issues.due_on, issues.due_on < issues.closed_on\nreturn {}")
expect("scripts/metrics/x.lua:3: metric X01: needs title = { zh = …, en = … }",
  head .. 'return { count { id = "X01", rows = issues } }')
expect("a comparison was not used; write a:le(b) instead of a <= b",
  head .. "local a = issues.closed_on <= issues.due_on\nreturn {}")
expect("scripts/metrics/x.lua:4: columns of issues and duty_tasks cannot meet in one condition",
  head .. 'local tasks = table_of "duty_tasks"\nlocal a = issues.due_on:le(tasks.due_on)\nreturn {}')

-- A comparison written as an operator is the same tree as one written as a method.
local function where_of(condition)
  local chunk = load(head .. 'return { count { id = "X01", title = { zh = "一", en = "one" }, where = '
    .. condition .. " } }", "@x", "t")
  return shipped.declare.metrics(chunk())[1].terms[1].where
end
local function text(tree)
  if type(tree) ~= "table" then return tostring(tree) end
  local parts = {}
  for i, part in ipairs(tree) do parts[i] = text(part) end
  return "{" .. table.concat(parts, " ") .. "}"
end
for operator, method in pairs {
  ["issues.closed_on <= issues.due_on"] = "issues.closed_on:le(issues.due_on)",
  ["issues.closed_on > issues.due_on"] = "issues.due_on:lt(issues.closed_on)",
  ['issues.status:is "open" & (issues.closed_on <= issues.due_on)'] =
    'issues.status:is "open" & issues.closed_on:le(issues.due_on)',
} do
  if text(where_of(operator)) ~= text(where_of(method)) then
    wrong = wrong + 1
    print(operator .. " is not " .. method)
  end
end

-- A rule pack says what is wrong with which rule.
local function expect_rule(text, rule)
  local fine, message = pcall(shipped.declare.rules, { pack = "x", rules = { rule } })
  if fine or message ~= text then
    wrong = wrong + 1
    print("expected: " .. text .. "\nbut got:  " .. tostring(fine and "no error" or message))
  end
end
local function rule(changed)
  local out = { rule_id = "S-1", item_name = "一", section = "service", cadence = "month" }
  for key, value in pairs(changed) do out[key] = value end
  return out
end
expect_rule("pack 'x', rule 'S-1': cadence 'quater' is unknown; nearest is 'quarter'",
  rule { cadence = "quater" })
expect_rule("pack 'x', rule 'S-1': applies_if: compounds has no column 'has_compny'; "
  .. "nearest is 'has_company'", rule { applies_if = "has_compny=yes" })
expect_rule("pack 'x', rule 'S-1': applies_if: 'committee_status' has no code 'etablished'; "
  .. "nearest is 'established'",
  rule { applies_if = "has_company=yes and committee_status=etablished" })

-- A table says what is wrong with which column.
local function expect_table(text, changed, column)
  local answer = { name = "x", id = "X1", key = { "a" }, columns = {
    column or { "a", "id", "编号", "number" } } }
  for key, value in pairs(changed) do answer[key] = value end
  local fine, message = pcall(shipped.declare.table, answer)
  if fine or message ~= text then
    wrong = wrong + 1
    print("expected: " .. text .. "\nbut got:  " .. tostring(fine and "no error" or message))
  end
end
expect_table("table 'x', column 'a': key 'requird' is unknown; nearest is 'required'", {},
  { "a", "id", "编号", "number", requird = true })
expect_table("table 'x', column 'a': type 'mony' is unknown; nearest is 'money'", {},
  { "a", "mony", "编号", "number" })
expect_table("table 'x', column 'a': values belong to an enum, and an enum needs them", {},
  { "a", "enum", "编号", "number" })
expect_table("table 'x': key 'compound' is unknown; nearest is 'compound_id'",
  { key = { "compound" } })
expect_table("table 'x': column 'remark' stands twice", {}, { "remark", "str", "备注", "remark" })
expect_table("table 'false': needs name = \"…\"", { name = false })

-- What gongkai.lua says reaches the figures that depend on it.
local function expect_codes(is, should)
  if is ~= should then
    wrong = wrong + 1
    print("codes are " .. is .. ", should be " .. should)
  end
end
local function satisfied(settings)
  local where = dofile("tests/lua/load.lua")(settings).by_id["D06"].terms[1].where
  return table.concat(where[#where][3], " ")
end
local function demonstration(settings)
  return table.concat(dofile("tests/lua/load.lua")(settings).by_id["F14"].terms[1].where[3], " ")
end
expect_codes(satisfied {}, "very yes basic")
expect_codes(satisfied { basic_counts = false }, "very yes")
expect_codes(demonstration {}, "subdistrict district city province")
expect_codes(demonstration { demo_level = "city" }, "city province")

print(wrong .. " wrong")
os.exit(wrong == 0)
