-- load.lua - the declarations as plain lua5.4 sees them, for tests of the scripts themselves.
--
-- dofile("tests/lua/load.lua")(config) -> { declare=, tables=, metrics=, by_id= }
local function files(folder)
  local list = {}
  local pipe = io.popen("ls " .. folder .. "/*.lua")
  for name in pipe:lines() do list[#list + 1] = name end
  pipe:close()
  return list
end

return function(settings)
  config = settings or {}
  local declare
  for _, name in ipairs { "declare", "columns", "words", "figures" } do
    declare = assert(loadfile("scripts/lib/" .. name .. ".lua"))(declare)
  end
  local list = {}
  for _, name in ipairs(files("scripts/tables")) do list[#list + 1] = declare.table(dofile(name))
  end
  local out = { declare = declare, tables = declare.tables(list), metrics = {}, by_id = {} }
  for _, name in ipairs(files("scripts/rules")) do declare.rules(dofile(name)) end
  for name, value in pairs(declare.names) do _G[name] = value end
  for _, name in ipairs(files("scripts/metrics")) do
    for _, metric in ipairs(declare.metrics(dofile(name))) do
      assert(not out.by_id[metric.id], metric.id .. " stands twice")
      out.metrics[#out.metrics + 1] = metric
      out.by_id[metric.id] = metric
    end
  end
  return out
end
