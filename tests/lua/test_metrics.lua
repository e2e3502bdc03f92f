-- test_metrics.lua - every figure against the catalogue: window, needed tables, unit, decimals.
--
-- F flow, S stock, else the window; a change names what it is a change of instead of its tables.
local catalogue = [[
M01 F T20 %
M02 F of:M01 个百分点
M03 F T20 %
M04 S T20 项
M05 F T07,T08,T10,T12,T20 %
M06 F T20 件
M07 F T20 %
M08 F T20 项
A01 F T07 项
A02 F T07 %
A03 F T07 %
A04 F T07 项
A05 F T07,T11 项
A05.livelihood F T07,T11 项
A05.governance F T07,T11 项
A05.enforcement F T07,T11 项
A06 ytd T19 个
A07 ytd T19 个
A08 ytd T19 %
B01 F T08 场次
B01.joint F T08 场次
B01.four_party F T08 场次
B01.forum730 F T08 场次
B01.council F T08 场次
B01.idea_hall F T08 场次
B02 F T08,T09 例
B03 F T08,T09 例/场
B04 F T08 %
B04.joint F T08 %
B04.four_party F T08 %
B04.forum730 F T08 %
B04.council F T08 %
B04.idea_hall F T08 %
B05 F T08 %
B06 F T08,T09 %
B07 F T08,T09 %
B08 F T11 件
B08.1 F T11 件
B08.2 F T11 件
B08.3 F T11 件
B08.4 F T11 件
B08.5 F T11 件
B09 F T11 %
B10 F T11 件
B11 F T11 %
B11.median F T11 天
B12 F T08,T09 起
B13 F T08 %
C01 F T10 项
C02 F T10 % 2
C03 F T10 % 2
C04 F T10 % 2
C05 F T10 % 2
C06 F T10 项
C07 F T10 项
C08 F T10 %
C09 F T10 %
C10 F T10 天
C10.within3 F T10 %
C11 S - %
C12 S T05 %
C13 S T05 个
C14 S T05 名
C15 S T05 人
C16 S T05 %
C17 S T05 家
C18 S T05 %
C19 S T05 个
C19.2 S T05 个
C20 S - %
D01 F T11 件
D02 F of:D01 %
D03 F of:D01 %
D04 F T11 %
D05 F T11 %
D06 F T11 % 2
D07 F T11 天
D07.median F T11 天
D08 S T11 件
D09 F T11 %
D09.livelihood F T11 %
D09.governance F T11 %
D09.enforcement F T11 %
D10 year T11 -
D10.y0 year T11 件
D10.y1 year T11 件
D10.y2 year T11 件
D11 F T12 %
D12 F T12 %
D13 F T12 %
D14 F T18 元/户
D15 month of:D14 %
D15.diff month of:D14 元/户
D16 F T17 件
D17 F T17 %
D18 F of:D17 %
D18.pp F of:D17 个百分点
D19 S T17 元
D20 S - 个
D21 F T17 件
D21.posted F T17,T20 %
D22 F T18 元
D23 F T18 元
D24 S T18 元
D25 F T18 %
D26 F T13 %
D27 F T15 次
D28 F T15 辆
D29 S T15 辆
D30 F T11 件
D31 F T11 %
D32 F T11 单
D33 F T11 %
D34 F T11 %
D35 F T11 件/百户
D36 F T11 件
D36.hotline F T11 件
D36.window F T11 件
D36.visit F T11 件
D36.building_head F T11 件
D36.express_visit F T11 件
D36.reception_day F T11 件
D36.wechat F T11 件
D36.app F T11 件
D36.meeting F T11 件
D37 S T11,T13 处
E01 S T14 分
E02 S T14 %
E03 S T14 个
E03.1 S T14 个
E03.2 S T14 个
E03.3 S T14 个
E03.4 S T14 个
E03.5 S T14 个
E04 S T15 家
E05 S T15 家
E06 S T14 %
E07 S T14 个
E08 S T02 家
F01 S T03 %
F02 S T03 %
F03 S T03 个
F04 S - 个
F05 S T04 个
F06 S T04 支
F07 S T04 个
F08 S T04 个
F09 S T04 个
F10 S T04 名
F11 S - 名
F12 S T06 份
F13 S T06 个
F14 S - 个
F15 S T04 ㎡
F16 S T04 个
F16.core S T04 个
F16.area S T04 个
F16.pioneer_station S T04 个
F16.position S T04 个
F17 F T16 场次
F18 F T16 件
F19 F T16 场
F19.attendees F T16 人次
F20 F T13 %
F21 F T11 件
F22 F T13,T16 户
F23 S T04 名
F24 S T06 个
F24.company S T06 个
F24.department S T06 个
F24.two_new S T06 个
F24.branch S T06 个
F24.business_circle S T06 个
F24.street S T06 个
F24.mass_org S T06 个
F24.compound S T06 个
F25 S T04 位
F26 S T02 %
F27 F T13 %
F27.branch F T13 %
F27.committee F T13 %
F27.supervisors F T13 %
F27.party_committee F T13 %
F27.building_manager F T13 %
F27.company F T13 %
G01 F T19 万元
G02 F T19 个
G03 F T19 套（件）
G04 F T19 %
G05 F T19 户
]]
local one_decimal = { ["%"] = true, ["个百分点"] = true, ["天"] = true, ["分"] = true,
  ["例/场"] = true, ["件/百户"] = true }
local two_decimals = { ["元"] = true, ["万元"] = true, ["元/户"] = true, ["㎡"] = true }
local windows = { F = "flow", S = "stock" }

local shipped = dofile("tests/lua/load.lua")()
local ids = {}
for _, t in ipairs(shipped.tables) do ids[t.name] = t.id end

local wrong, count = 0, 0
local function check(id, what, is, should)
  if is ~= should then
    wrong = wrong + 1
    print(id .. ": " .. what .. " is " .. tostring(is) .. ", should be " .. tostring(should))
  end
end

local listed = {}
for line in catalogue:gmatch("[^\n]+") do
  local id, window, needs, unit, decimals = line:match("^(%S+) (%S+) (%S+) (%S+) ?(%d*)$")
  local metric = shipped.by_id[id]
  listed[id] = true
  count = count + 1
  check(id, "declared", metric ~= nil, true)
  if metric then
    if unit == "-" then unit = "" end
    check(id, "window", metric.window, windows[window] or window)
    check(id, "unit", metric.unit, unit)
    check(id, "decimals", metric.decimals, math.tointeger(decimals)
      or (one_decimal[unit] and 1) or (two_decimals[unit] and 2) or 0)
    local names = {}
    for _, name in ipairs(metric.needs or {}) do names[#names + 1] = ids[name] end
    table.sort(names)
    local is = metric.kind == "change" and "of:" .. metric.of
      or #names == 0 and "-" or table.concat(names, ",")
    check(id, "needs", is, needs)
    local sensitive = id == "C12" or id == "C13" or id == "C16"
    check(id, "sensitive", metric.sensitive, sensitive)
  end
end
for _, metric in ipairs(shipped.metrics) do
  check(metric.id, "in the catalogue", listed[metric.id] == true, true)
end
print(count .. " figures, " .. wrong .. " wrong")
os.exit(wrong == 0 and count == 190)
