-- build.lua - the words that scripts/sections are written in (scripts/README.md).
--
-- Runs once for every document, before its sections; what it defines as globals
-- every section sees. The host calls build.section(), build.failed(), build.note()
-- and build.title().

local build = {}
local english = lang == "en"

-- t{ zh = "投诉", en = "complaints" }: the one of the document's language.
function t(words) return english and words.en or words.zh end

-- Figures ---------------------------------------------------------------------------------------

-- A figure that does not exist: its metric failed, or the item does not occur.
local Absent = {}
Absent.__tostring = function(self) return rawget(self, "word") end
Absent.__concat = function(a, b) return tostring(a) .. tostring(b) end
local forms = { value = true, number = true, fraction = true, parts = true, headline = true,
  ledger = true, approx = true, many = true, change = true, hanzi = true,
  hanzi_many = true }
Absent.__index = function(self, key)
  if forms[key] then return tostring end
  if key == "ok" or key == "share" then return false end
  if key == "state" then return "absent" end
  if key == "failed" then return rawget(self, "failed") end
  if key == "decimal" or key == "unit" or key == "title" then return "" end
  return nil
end

local function absent(id)
  local known = figure_info(id:match("^[^.]+")) or figure_info(id)
  local word = known and "—" or t{ zh = "本期未能生成", en = "could not be made" }
  return setmetatable({ word = word, failed = not known }, Absent)
end

-- fig.D01, fig("D01", "ytd"), fig("D01", "month", { period = previous, scope = compound })
fig = setmetatable({}, {
  __metatable = false, -- what one section does to it would be seen by the next
  __newindex = function() error("figures cannot be set", 2) end,
  __index = function(_, id) return figure(id) or absent(id) end,
  __call = function(_, id, window, where)
    where = where or {}
    local of = where.period
    return figure(id, window, type(of) == "table" and of.text or of,
      where.scope and where.scope.index) or absent(id)
  end,
})

-- All C02.KEY of this scope in a window, as a list; .key is what follows the dot.
function items(id, window) return figure_items(id, window or "month") end

-- "" where all compounds report, else "，已报5/6个小区".
function coverage(f)
  if not f.expected or f.reporting == f.expected or f.reporting == 0 then return "" end
  return t{ zh = "，已报" .. f.reporting .. "/" .. f.expected .. "个小区",
    en = ", " .. f.reporting .. " of " .. f.expected .. " compounds have reported" }
end

-- "，同比下降31.7%", or "" where there is nothing to compare with.
function change(f, lead)
  if f.ok then return t{ zh = "，", en = ", " } .. lead .. f:change() end
  if f.state == "undefined" and f.denominator == 0 then
    return t{ zh = "，", en = ", " } .. f:change()
  end
  return ""
end

-- Figures that came from reported totals are named at the end (domain: 来源). In printing order.
local totals, totals_seen = {}, {}
function note_source(f)
  if f.ok and f.source ~= "rows" and not totals_seen[f.title] then
    totals_seen[f.title] = true
    totals[#totals + 1] = f.title
  end
  return f
end
function source_words()
  if #totals == 0 then return "" end
  return t{ zh = "下列数字用到汇总填报数，没有逐行数据：" .. join(totals) .. "。",
    en = " These figures rest on reported totals, not on rows: " .. join(totals) .. "." }
end

-- Windows that figures are printed for: { code, lead }, the month first.
local function since_words(day)
  local year, month = day_parts(day)
  return t{ zh = year .. "年" .. month .. "月以来", en = string.format("since %d-%02d", year, month) }
end
-- A window that begins on the same day as another adds nothing; a notice board has room for the
-- month, the year and `since`, pages above a compound for all.
function windows()
  local list = { { code = "month", lead = t{ zh = "本月", en = "this month" } } }
  local compound = scope.level == "compound"
  local taken = { [period.first] = true }
  local since = config.since and config.since <= asof and config.since
  if since then taken[since] = true end
  local function add(code, words)
    local first = window_days(code)
    if taken[first] then return end
    taken[first] = true
    list[#list + 1] = { code = code, lead = t(words) }
  end
  if config.window_quarter and not compound then
    add("quarter", { zh = "本季度", en = "this quarter" })
  end
  add("ytd", { zh = "本年以来", en = "this year to date" })
  if config.window_year and not compound then
    add("year", { zh = "近12个月", en = "the last 12 months" })
  end
  if since then list[#list + 1] = { code = "since", lead = since_words(since) } end
  return list
end

-- First and last day of a window of this edition.
local function days_of(code, level)
  local year, month = period.year, period.month
  local first
  if code == "month" then first = period.first
  elseif code == "quarter" then first = make_day(year, month - (month - 1) % 3, 1)
  elseif code == "ytd" then first = make_day(year, 1, 1)
  elseif code == "year" then
    first = month == 12 and make_day(year, 1, 1) or make_day(year - 1, month + 1, 1)
  elseif code == "since" then first = config.since or error("no day is configured for 'since'", level)
  else error("'" .. tostring(code) .. "' is no window of rows", level)
  end
  return first, asof
end
function window_days(code) return days_of(code, 2) end -- a tail call: no level of its own

-- Sentences ---------------------------------------------------------------------------------------

-- One sentence about a window: facts(window, { { "B01", zh = "召开联席会议", en = "joint meetings" },
-- { "B04" }, … }). An entry without words uses the figure's title. Keys of an entry:
--   form      how it is printed: "headline", "many", … (usual: its fraction or its value)
--   change    id of the change that follows: "，同比下降31.7%"; `than` = its first word
--   more      function(figure) that returns words to follow, "" for none
--   nonzero   left out where it is 0      above = true: only above a compound
--   brief     on a notice board only for the month
-- What was not received is left out; what has nothing to divide by is said in the month only.
function facts(window, list)
  local said, short = {}, ""
  for _, entry in ipairs(list) do
    local f = fig(entry[1], window.code)
    local counts = f.ok and not (entry.nonzero and f.numerator == 0)
    if entry.above and scope.level == "compound" then -- 1/1 says nothing
    elseif f.failed and (window.code == "month" or window.code == "asof") then
      said[#said + 1] = (t(entry) or entry[1]) .. (english and " " or "") .. f
    elseif counts or (f.state == "undefined" and not entry.nonzero and window.code == "month") then
      local words = t(entry) or f.title
      note_source(f)
      local value = entry.form and f[entry.form](f) or tostring(f)
      local text = english and words .. " " .. value or words .. value
      if entry.change and f.ok then
        text = text .. change(note_source(fig(entry.change, window.code)), entry.than or
          t{ zh = "同比", en = "year on year " })
      end
      if entry.more and f.ok then text = text .. entry.more(f, window) end
      if short == "" then short = coverage(f) end
      said[#said + 1] = text
    end
  end
  if #said == 0 then return "" end
  if english then
    return window.lead:sub(1, 1):upper() .. window.lead:sub(2) .. ": " .. join(said, "; ") ..
      short .. "."
  end
  return window.lead .. join(said, "，") .. short .. "。"
end

-- Quarter and twelve months side by side, for pages above a compound: gathered while a section
-- speaks, one table at its end.
local gathered = {}
local function gather(list)
  for _, entry in ipairs(list) do gathered[#gathered + 1] = entry end
end

local function gathered_table()
  local list, beside = gathered, {}
  gathered = {}
  for _, window in ipairs(windows()) do
    if window.code == "quarter" or window.code == "year" then beside[#beside + 1] = window end
  end
  if #beside == 0 or scope.level == "compound" then return end
  local columns = { { head = t{ zh = "指标", en = "figure" }, weight = 2 } }
  for _, window in ipairs(beside) do
    columns[#columns + 1] = { head = window.lead, align = "right", weight = 2 }
  end
  local body = {}
  for _, entry in ipairs(list) do
    local row, any = {}, false
    for i, window in ipairs(beside) do
      local f = fig(entry[1], window.code)
      row[1] = row[1] or f.title ~= "" and f.title or t(entry)
      row[i + 1] = f.ok and (entry.form and f[entry.form](f) or tostring(f)) or ""
      any = any or f.ok and not (entry.nonzero and f.numerator == 0)
    end
    if any then body[#body + 1] = row end
  end
  data_table{ title = t{ zh = "更长的时间", en = "Over a longer time" }, columns = columns, rows = body }
end

-- The same for every window of the edition: the month in a paragraph, what adds up in another,
-- quarter and twelve months in a table at the section's end. On a notice board entries with `brief` are said for the
-- month only, and there is no table. `from` = 2 leaves the month out.
function facts_prose(list, from)
  local compound = scope.level == "compound"
  local short, said = {}, {}
  for _, entry in ipairs(list) do
    if not (compound and entry.brief) then short[#short + 1] = entry end
  end
  for i, window in ipairs(windows()) do
    if window.code == "month" then
      if (from or 1) == 1 then prose(facts(window, list)) end
    elseif window.code == "ytd" or window.code == "since" then
      local words = facts(window, short)
      if words ~= "" then said[#said + 1] = words end
    end
  end
  detail(function() prose(join(said, t{ zh = "", en = " " })) end)
  gather(short)
end

-- Stocks: one sentence as of the day.
function stock_prose(list)
  local window = { code = "asof", lead = t{ zh = "截至" .. day(asof) .. "，",
    en = "as of " .. day(asof) } }
  prose(facts(window, list))
end

-- Rows --------------------------------------------------------------------------------------------

-- rows("proposals", { date = "proposed_on" }): public columns of this scope's rows; with `date`
-- only rows of the window (the month unless `window` or from/to say otherwise).
local function chosen(options)
  local wish = {}
  for key, value in next, options do wish[key] = value end -- the host knows which there are
  wish.window = nil
  if options.window or options.date and not options.from and not options.to then
    local from, to = days_of(options.window or "month", 4)
    wish.from, wish.to = options.from or from, options.to or to
  end
  return wish
end
function rows(name, options) return table_rows(name, chosen(options or {})) end

-- How many rows() gives; for tables of thousands of rows, which are counted without being made. With
-- by = "category" { code = n, … }; rows without a code are under "".
function count_rows(name, options) return table_count(name, chosen(options or {})) end

-- Whether anything of a table arrived for this scope in the period.
function received(name, of) return table_arrived(name, of and of.text) > 0 end

-- sorted(list, function(row) return row.due_on end): a new list, stable, nil last.
function sorted(list, key)
  local out = {}
  for i, item in ipairs(list) do out[i] = item end
  table.sort(out, function(a, b)
    local x, y = key(a), key(b)
    if x == nil or y == nil then return x ~= nil and y == nil end
    return x < y
  end)
  return out
end

-- Words -------------------------------------------------------------------------------------------

function day(d) return d and day_words(d) or "" end
function short_day(d) return d and day_short(d) or "" end
function money(fen) return fen and ledger_words(fen) or "" end
-- 1234567 hundredths of a square metre: "12,345.67"
function area(n) return n and grouped(decimal(n, 100, 1, 2, true)) or "" end
function number(n) return n and grouped(tostring(n)) or "" end
function percent(n, d, places)
  return decimal(n, d, 100, places or 1) .. "%"
end
function month_words(of)
  local names = { "January", "February", "March", "April", "May", "June", "July", "August",
    "September", "October", "November", "December" }
  return t{ zh = of.year .. "年" .. of.month .. "月", en = names[of.month] .. " " .. of.year }
end
-- Text from a table, so that nothing in it is read as Markdown in prose().
function plain(text) return (text:gsub("%c", " "):gsub("%p", "\\%0")) end
-- "、" between the words of a list
function join(list, separator) return table.concat(list, separator or t{ zh = "、", en = ", " }) end

-- A state: a drawn shape and a word (U+E010 and what follows).
mark = {}
for i, name in ipairs{ "ok", "open", "running", "late", "not_received", "corrected", "added",
  "withheld", "box", "checked", "yes", "no" } do
  mark[name] = utf8.char(0xE010 + i - 1)
end

-- Blocks ------------------------------------------------------------------------------------------

local blocks = {}
local counts = { 0, 0, 0 }

local aside = false

local function add(block)
  if aside then block.detail = true end
  blocks[#blocks + 1] = block
end

-- What is said inside stands on the page, not on the notice board's paper.
function detail(say)
  local before = aside
  aside = true
  say()
  aside = before
end

-- Level 1 一、 2 （一） 3 1. are numbered here, so that sections can come and go.
function heading(text, level, anchor)
  level = level or 2
  counts[level] = counts[level] + 1
  for l = level + 1, 3 do counts[l] = 0 end
  local n = counts[level]
  local before
  if english then before = level == 1 and n .. ". " or "(" .. n .. ") "
  elseif level == 1 then before = hanzi(n) .. "、"
  elseif level == 2 then before = "（" .. hanzi(n) .. "）"
  else before = n .. ". " end
  add{ kind = "heading", level = level, text = before .. text, anchor = anchor }
end

-- `how`: minor = true (background, set smaller on paper), basis = the law it stands on (a footnote
-- on paper, small print on pages).
function prose(text, how)
  if text == "" then return end
  how = how or {}
  add{ kind = "prose", text = text, minor = how.minor, basis = how.basis }
end
function notice(kind, text, how)
  add{ kind = "notice", notice = kind, text = text, basis = how and how.basis }
end
-- 未收到联席会议数据
function missing(what)
  notice("missing", t{ zh = "未收到" .. what.zh .. "数据", en = "No data received: " .. what.en })
end

-- The same for a table that this office does send, but not for here and now; what it never
-- sends at all is no gap of this page.
function missing_if_expected(name, what)
  if table_known(name) and not received(name) then missing(what) end
end

-- figure_box{ title =, note =, cells = { { label =, value =, unit =, fraction =, notes = {},
--   squares = { n =, total = } } } }
function figure_box(box) box.kind = "figures" add(box) end

-- data_table{ title =, note =, basis =, columns = { { head =, unit =, align = "right" } },
--   rows = { { "…", "…" }, { kind = "total", cells = { … } } } }; nothing without rows
function data_table(block)
  if #block.rows == 0 then return end
  block.kind = "table"
  for _, row in ipairs(block.rows) do
    local cells = row.cells or row
    for i = 1, #block.columns do
      if cells[i] == nil then cells[i] = "" end
    end
  end
  add(block)
end

-- chart{ kind = "bars", title =, unit =, note =, points = { { label =, figure =, state = } } }
function chart(block)
  block.chart, block.kind = block.kind or "bars", "chart"
  add(block)
end

function signature(block) block.kind = "signature" add(block) end

-- Classifiers (项 件 名 …) say nothing in English.
local units_en = { ["%"] = "%", ["元"] = "yuan", ["天"] = "days", ["㎡"] = "m²" }

-- A cell of the one-look box: the figure, the same figure last month below it.
function figure_cell(label, f, before)
  local cell = { label = label, notes = {} }
  if f.ok then
    cell.value, cell.unit = f:number(), english and (units_en[f.unit] or "") or f.unit
    if f.share then
      cell.fraction = t{ zh = "（" .. f:parts() .. "）", en = " (" .. f:parts() .. ")" }
      if f.denominator <= 40 then
        cell.squares = { n = f.numerator, total = f.denominator }
      end
    end
  else -- the words are too long for a large figure
    cell.value, cell.unit = "—", ""
    cell.notes[1] = (f.state == "not_received" and mark.not_received or "") .. f:fraction()
  end
  if before and before.state ~= "absent" then
    local notes = cell.notes
    notes[#notes + 1] = t{ zh = "上月", en = "last month " } .. tostring(before)
  end
  return cell
end

-- Thirteen months of a figure as bars; months without data are dashed, never 0.
function month_chart(id, title)
  local points, said = {}, {}
  local year, month = period.year - 1, period.month
  for i = 0, 12 do
    local of = string.format("%04d-%02d", year, month)
    local f = figure(id, "month", of)
    local point = { label = t{ zh = month .. "月", en = tostring(month) } }
    local name = (i == 0 or month == 1) and t{ zh = year .. "年" .. month .. "月", en = of }
      or t{ zh = month .. "月", en = of }
    if f and f.ok then
      point.figure = f:value()
      point.state = i == 12 and "current" or i == 0 and "comparison" or "ok"
      said[#said + 1] = name .. f:value()
    else
      point.missing = true
      said[#said + 1] = name .. t{ zh = "未收到", en = " not received" }
    end
    points[#points + 1] = point
    month = month + 1
    if month > 12 then year, month = year + 1, 1 end
  end
  local info = figure_info(id)
  -- The drawing has room for months only: the title says of which years.
  title = title .. t{ zh = "，" .. period.year - 1 .. "年" .. period.month .. "月—" .. period.year .. "年" .. period.month .. "月",
    en = string.format(", %04d-%02d to %04d-%02d", period.year - 1, period.month, period.year, period.month) }
  chart{ kind = "bars", title = title, unit = info and info.unit or "", points = points,
    description = join(said, t{ zh = "，", en = "; " }) .. t{ zh = "。", en = "." } }
end

-- What the host calls -----------------------------------------------------------------------------

local standard_titles = {
  proposals = { zh = "党支部提议事项", en = "Proposals of the party branch" },
  meetings = { zh = "联席会议商议事项", en = "Matters discussed in joint meetings" },
  owners = { zh = "业主大会决议事项", en = "Resolutions of the owners' assembly" },
  services = { zh = "物业服务事项", en = "Property services" },
  overview = { zh = "公开情况", en = "What was made public" },
  party = { zh = "党建", en = "Party organisations" },
  evaluation = { zh = "评价", en = "Evaluation" },
  livelihood = { zh = "民生", en = "Livelihood" },
}

local function fits(section)
  if not section.levels then return true end
  for _, level in ipairs(section.levels) do
    if level == scope.level then return true end
  end
  return false
end

local function take()
  local out = blocks
  blocks, aside = {}, false
  return out
end

local begun, begun_id -- numbers of headings before the section that was begun last

-- The blocks of one section. A section that says nothing has no heading either.
function build.section(section)
  blocks, aside = {}, false
  if not fits(section) then return {} end
  local before = { counts[1], counts[2], counts[3] }
  begun, begun_id = before, section.id
  local title = section.title or standard_titles[section.id]
  if type(title) == "function" then title = title() end
  if title and section.title ~= false then heading(t(title), 1, section.id) end
  local first = #blocks
  gathered = {}
  section.build()
  gathered_table()
  if #blocks == first then
    counts = before
    return {}
  end
  return take()
end

-- Postings: notices of one page each, made from rows, as notices/SLUG.pdf -------------------------

-- Who publishes: as configured, else the residents' committee, else the scope itself.
function publisher()
  if config.publisher and config.publisher ~= "" then return config.publisher end
  if scope.level == "compound" and scope.parents.community then
    return scope.parents.community .. t{ zh = "居民委员会", en = " residents' committee" }
  end
  return scope.name
end

-- posting{ slug = "vote-R-3", title = "关于…的公示", kind = "公示", from =, to =, rule = "O-02",
--   about = "表决", objection = true, body = function() prose… fact_table… end }
-- The anatomy of a posted notice: title, to whom, ground and matter (body), posting period, how to
-- object, 特此公示, who and when, the place of the seal. Without `to` the period is the least that
-- the rule asks for; the rule is its footnote.
-- What was posted in earlier months, for the list of what to take down; nil while notices are made.
local earlier, posted
local slugs = {} -- a name is used once; ids may hold characters that no address should
-- A catalogue of an office may give a number of the program to another matter: `about` must stand in
-- the rule's title, or it is not the rule that is meant.
local function rule_of(p)
  local found = p.rule and rule(p.rule)
  return found and (not p.about or found.title:find(p.about, 1, true)) and found or nil
end
local function until_day(p)
  local found = rule_of(p)
  return p.to or (p.from and found and found.days and p.from + found.days - 1)
end
function posting(p)
  if earlier then
    local to = p.from and until_day(p)
    if to then earlier[#earlier + 1] = { title = p.title, to = to } end
    return
  end
  local slug = p.slug:gsub("^poster", "notice-poster"):gsub("^pack", "notice-pack"):lower():gsub("[^a-z0-9]+", "-"):gsub("^%-+", ""):gsub("%-+$", "")
  local base, n = slug, 1
  while slugs[slug] do
    n = n + 1
    slug = base .. "-" .. n
  end
  slugs[slug] = true
  local kind = p.kind or "公示"
  add{ kind = "heading", level = 1, text = p.title, anchor = slug }
  prose(p.address or "全体业主：")
  p.body()
  local found = rule_of(p)
  local basis = found and found.basis ~= "" and found.basis .. (found.days and
    "；" .. found.title .. "公示不少于" .. found.days .. "日" or "") .. "。" or nil
  local to = until_day(p)
  if p.from and to then
    posted[#posted + 1] = { slug, short_day(to) }
    prose((kind == "公示" and "公示期" or "张贴时间") .. "：自" .. day(p.from) .. "起至" .. day(to) .. "止，共" .. (to - p.from + 1) .. "日。",
      { basis = basis })
  end
  if p.objection then
    local contact = config.contact or ""
    notice("objection", "有异议的，请在公示期内书面、实名向" .. publisher() ..
      (contact ~= "" and "（" .. contact .. "）" or "") .. "提出，10日内书面答复。")
  end
  prose("特此" .. kind .. "。")
  signature{ body = publisher(), date = day(p.from), seal = true }
end

-- A part of the A3 poster, for a section's `postings`: 0 the boxes, 1 to 8 sections in that order,
-- 9 how to object and who signs. Prose that begins in **bold** begins a matter.
function poster_part(n, title, body)
  if earlier then return end
  add{ kind = "heading", level = 1, text = title, anchor = "poster-" .. n }
  body()
end

-- fact_table{ { "工程项目", "屋面防水" }, … }: what is known of one thing; nothing is said twice, and
-- what is not known has no row.
function fact_table(facts)
  local list = {}
  for _, fact in ipairs(facts) do
    if fact[2] and fact[2] ~= "" then list[#list + 1] = fact end
  end
  data_table{ columns = { { head = "项目", weight = 1 }, { head = "内容", weight = 3 } }, rows = list }
end

-- For the first sheet of a print pack: how long each notice stays up, and which of the two months
-- before were still up in this one (longer than 60 days nothing is posted).
local EARLIER_MONTHS = 2
local function month_before(m)
  local year, month = m.year, m.month - 1
  if month == 0 then year, month = year - 1, 12 end
  local last = m.first - 1
  return { year = year, month = month, first = make_day(year, month, 1), last = last,
    text = string.format("%04d-%02d", year, month) }, last
end
local function pack_list(name, list)
  if #list == 0 then return end
  add{ kind = "heading", level = 1, text = name, anchor = name }
  data_table{ columns = { { head = "张贴件" }, { head = "贴到" } }, rows = list }
end

-- The postings of one section; a section without any has none.
function build.postings(section)
  blocks, aside = {}, false
  if not section.postings or not fits(section) then return {} end
  posted = {}
  section.postings()
  local now, now_asof, before, list = period, asof, previous, {}
  earlier = {}
  local fine, why = pcall(function()
    for _ = 1, EARLIER_MONTHS do
      period, asof = month_before(period)
      previous = month_before(period)
      section.postings()
    end
  end)
  local found = earlier
  period, asof, previous, earlier = now, now_asof, before, nil
  if not fine then error(why, 0) end
  for _, p in ipairs(sorted(found, function(p) return p.to end)) do
    if p.to >= now.first then list[#list + 1] = { p.title, short_day(p.to) } end
  end
  pack_list("pack-post", posted)
  pack_list("pack-take", list)
  return take()
end

-- In the place of a section that could not be built.
function build.failed(id)
  aside = false
  if begun_id == id then counts = begun end
  blocks = {}
  local title = standard_titles[id]
  if title then heading(t(title), 1, id) end
  notice("failed", t{ zh = "本期未能生成", en = "This section could not be made" })
  return take()
end

-- { id, text, alone }: the office's own words; alone where the section itself says nothing.
function build.note(note)
  blocks = {}
  local title = standard_titles[note.id]
  if note.alone and title then heading(t(title), 1, note.id) end
  add{ kind = "prose", text = note.text, from_office = true }
  return take()
end

function build.title()
  if scope.level == "compound" then
    return t{ zh = scope.name .. month_words(period) .. "“四公开”公示",
      en = scope.name .. ": four disclosures, " .. month_words(period) }
  end
  return t{ zh = scope.name .. month_words(period) .. "“四公开”汇总",
    en = scope.name .. ": four disclosures, " .. month_words(period) }
end

return build
