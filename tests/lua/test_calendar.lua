-- test_calendar.lua - the holidays of scripts/rules/calendar.lua can be holidays.
--
-- Make-up workdays fall on weekends; no day is both; every year has 1 January, the days of Labour
-- and of the National Day off, and between 246 and 252 working days.
local wrong = 0
local function expect(ok, what)
  if not ok then
    wrong = wrong + 1
    print(what)
  end
end

local function weekend(day)
  local y, m, d = day:match("^(%d%d%d%d)%-(%d%d)%-(%d%d)$")
  local w = os.date("*t", os.time { year = y, month = m, day = d, hour = 12 }).wday
  return w == 1 or w == 7
end

local years = 0
for _, year in ipairs(dofile("scripts/rules/calendar.lua").calendar) do
  years = years + 1
  local off, on = {}, {}
  for _, day in ipairs(year.holidays) do
    expect(day:sub(1, 4) == tostring(year.year), day .. " is not of " .. year.year)
    expect(not off[day], day .. " stands twice")
    off[day] = true
  end
  for _, day in ipairs(year.workdays) do
    expect(weekend(day), day .. " is a workday anyway")
    expect(not off[day], day .. " is a holiday and a workday")
    on[day] = true
  end
  for _, day in ipairs { "-01-01", "-05-01", "-10-01", "-10-02", "-10-03" } do
    expect(off[year.year .. day], year.year .. day .. " is no holiday")
  end
  local working = 0
  for n = 0, 365 do
    local time = os.time { year = year.year, month = 1, day = 1, hour = 12 } + n * 86400
    local day = os.date("%Y-%m-%d", time)
    if day:sub(1, 4) == tostring(year.year) and (on[day] or not weekend(day) and not off[day]) then
      working = working + 1
    end
  end
  expect(working >= 246 and working <= 252, year.year .. " has " .. working .. " working days")
  print(year.year, working)
end
print(years .. " years, " .. wrong .. " wrong")
os.exit(wrong == 0 and years == 8)
