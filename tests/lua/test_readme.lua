-- test_readme.lua - every example of scripts/README.md runs and gives what it says.
local shipped = dofile("tests/lua/load.lua")()
local file = assert(io.open("scripts/README.md"))
local text = file:read("a")
file:close()

local ran = { tables = 0, metrics = 0, rules = 0 }
for block in text:gmatch("```lua\n(.-)```") do
  local name, kind = block:match("^%-%- (scripts/(%w+)/[%w_]+%.lua)\n")
  if ran[kind] then
    local answer = assert(load(block, "@" .. name, "t"))()
    if kind == "metrics" then
      for _, metric in ipairs(shipped.declare.metrics(answer)) do
        assert(not shipped.by_id[metric.id], metric.id .. " stands twice")
        assert(metric.origin:find(name, 1, true), metric.id .. " has no place")
        shipped.by_id[metric.id] = metric
      end
    elseif kind == "tables" then
      local known = shipped.declare.known
      assert(#shipped.declare.tables { answer }[1].columns == #answer.columns + 5)
      shipped.declare.known = known
    else
      assert(answer.pack and #answer.rules > 0)
    end
    ran[kind] = ran[kind] + 1
  end
end
print(ran.tables + ran.metrics + ran.rules .. " examples run")

-- Every word of the language is explained, and no word that is not there.
local missing = 0
for word in pairs(shipped.declare.names) do
  if not text:find("`" .. word .. "[`({,]") and not text:find("[`%s]" .. word .. "[ \"%({,`]") then
    missing = missing + 1
    print("not explained: " .. word)
  end
end
os.exit(ran.metrics == 5 and ran.tables == 1 and ran.rules == 1 and missing == 0)
