---@meta
-- api.lua - what editors may know of the words in scripts/metrics and scripts/sections. Never run; see README.md.

---A cell, a date, a number or a condition over the rows of one table.
---@class Column
---@operator add(Column|integer): Column
---@operator sub(Column|integer): Column
---@operator mul(Column|integer): Column
---@operator band(Column|boolean): Column
---@operator bor(Column|boolean): Column
---@operator bnot: Column
local Column = {}
---The code is this one. @param code string @return Column
function Column:is(code) end
---Known, and another code. @param code string @return Column
function Column:is_not(code) end
---One of these codes. @param ... string|string[] @return Column
function Column:one_of(...) end
---@return Column
function Column:known() end
---@return Column
function Column:missing() end
---@return Column
function Column:yes() end
---@return Column
function Column:no() end
---@param b Column|integer
---@return Column
function Column:eq(b) end
---@param b Column|integer
---@return Column
function Column:ne(b) end
---@param b Column|integer
---@return Column
function Column:lt(b) end
---@param b Column|integer
---@return Column
function Column:le(b) end
---@param b Column|integer
---@return Column
function Column:gt(b) end
---@param b Column|integer
---@return Column
function Column:ge(b) end
---The status names an event: reached unless its date lies after the as-of day.
---@param codes string|string[]
---@param date Column
---@return Column
function Column:reached(codes, date) end
---The date as it stands in the file, even where it lies after the as-of day.
---@return Column
function Column:as_entered() end
---0 where the cell is empty.
---@return Column
function Column:or_zero() end
---@param b Column|integer
---@return Column
function Column:or_else(b) end
---@param b Column|integer
---@return Column
function Column:at_most(b) end
---@param b Column|integer
---@return Column
function Column:at_least(b) end
---@param months integer
---@return Column
function Column:add_months(months) end
---@return Column
function Column:month() end
---@return Column
function Column:year() end

---What is added up over the rows of a compound or company.
---@class Aggregate
---@operator add(Aggregate|integer): Aggregate
---@operator sub(Aggregate|integer): Aggregate
---@operator mul(Aggregate|integer): Aggregate
---@operator band(Aggregate): Aggregate
---@operator bor(Aggregate): Aggregate
---@operator bnot: Aggregate
local Aggregate = {}
---@param b Aggregate|integer
---@return Aggregate
function Aggregate:eq(b) end
---@param b Aggregate|integer
---@return Aggregate
function Aggregate:gt(b) end
---@param b Aggregate|integer
---@return Aggregate
function Aggregate:ge(b) end
---@param b Aggregate|integer
---@return Aggregate
function Aggregate:lt(b) end
---This much where the condition holds for the compound, else nothing.
---@param condition Aggregate
---@return Aggregate
function Aggregate:only_if(condition) end

---@class Title
---@field zh string
---@field en string

---Rows: those of the columns used, or of `rows`.
---@class Rows
---@field rows? table<string, Column> a table, where no column tells which
---@field where? Column|boolean only rows for which this holds
---@field date? Column places a row in a window; without it every row counts
---@field value? Column
---@field keys? Column[] what makes two rows different
---@field company? Column names the company of a row, with entity = "company"

---@class Items
---@field key Column what the figure is called by
---@field date? Column
---@field where? Column
---@field numerator Column
---@field denominator? Column
---@field value? Column printed instead of the fraction
---@field unit? string
---@field decimals? integer

---@class Figure: Rows
---@field id string
---@field name? string
---@field section? string proposals meetings owners services overview party evaluation livelihood
---@field title Title
---@field note? Title what it is a share of
---@field formula? Title made from the declaration where it is not given
---@field unit? string
---@field decimals? integer
---@field better? "higher"|"lower"
---@field sensitive? boolean small numbers are not printed
---@field follows? string sensitive: id of the share whose majority it counts, compound by compound
---@field method? integer 1; the next number where what it counts is defined anew
---@field window? "flow"|"stock"|"month"|"ytd"|"year"
---@field entity? "compound"|"company"
---@field needs? string[] tables that must have arrived
---@field by? Column|Column[] one figure per code
---@field codes? string[] only these codes of `by`
---@field per_item? Items
---@field of? Column the whole of a share or mean
---@field numerator? Aggregate
---@field denominator? Aggregate
---@field shift? integer months that the window is moved by
---@field totals? string metric_id of its reported totals

---@class Change
---@field id string
---@field of string
---@field base "yoy"|"mom"|"base_year"
---@field as "relative"|"points"|"difference"

---@param name string English name of a table
---@return table<string, Column>
function table_of(name) end
---All figures of the file that name no other section belong to this one.
---@param name string
function section(name) end
---@generic T
---@param setting any
---@param value T
---@return T?
function when(setting, value) end
---@type Column
as_of = nil
---@type Column
as_of_year = nil
---@type Column
period_first = nil
---@type table<string, any> what gongkai.lua says, with defaults
config = nil
---Open on the as-of day; both ends included, an empty end is open.
---@param from Column
---@param to Column
---@return Column
function active(from, to) end
---@param actual Column
---@param planned Column
---@param cadence Column
---@return Column
function same_slot(actual, planned, cadence) end
---@param condition Column
---@param a Column|integer
---@param b Column|integer
---@return Column
function choose(condition, a, b) end

---@param rows Rows
---@return Aggregate
function number_of(rows) end
---@param rows Rows
---@return Aggregate
function sum_of(rows) end
---@param rows Rows
---@return Aggregate
function known_of(rows) end
---@param rows Rows
---@return Aggregate
function largest_of(rows) end
---@param rows Rows
---@return Aggregate
function latest_of(rows) end
---@param rows Rows
---@return Aggregate
function any_of(rows) end
---@param rows Rows
---@return Aggregate
function distinct_of(rows) end

---@param figure Figure
function count(figure) end
---@param figure Figure
function sum(figure) end
---@param figure Figure
function share(figure) end
---@param figure Figure
function mean(figure) end
---@param figure Figure
function median(figure) end
---@param figure Figure
function distinct(figure) end
---@param figure Figure
function largest(figure) end
---@param figure Figure
function latest(figure) end
---@param figure Figure
function ratio(figure) end
---@param figure Figure
function total(figure) end
---@param change Change
function change(change) end
---@param figure Figure
function trend(figure) end
---@param figure Figure
function reported(figure) end
---@param figure Figure
function score(figure) end

---@class Computed: Figure
---@field needs string[]
---@field formula Title
---@field share? boolean run answers numerator and denominator
---@field adds_up? boolean only compounds are asked; their answers are added up
---@field run fun(data: Data, scope: ComputeScope, window: ComputeWindow): integer?, integer?

---@class Data the rows of the scope, as of the window's last day
---@field rows fun(table: string, options?: table): table[]
---@field arrived fun(table: string): integer
---@field codes fun(table: string, column: string): string[]

---@class ComputeScope
---@field level string
---@field id string
---@field name string

---@class ComputeWindow
---@field code string
---@field first? integer day; nil for a stock
---@field last integer day

---@param figure Computed
function compute(figure) end

-- Sections -----------------------------------------------------------------------------------------

---One figure of one scope, period and window; put into a text it prints itself.
---@class Figure
---@field ok boolean
---@field state string
---@field decimal string
---@field unit string
---@field title string
---@field share boolean
---@field numerator integer|nil
---@field denominator integer|nil
---@field reporting integer
---@field expected integer
---@field id string
---@field key string
---@field window string
---@field base string
---@field source string
---@operator concat(string): string
local Figure = {}
---@return string
function Figure:value() end
---@return string
function Figure:number() end
---@return string
function Figure:fraction() end
---@return string
function Figure:parts() end
---@return string
function Figure:headline() end
---@return string
function Figure:ledger() end
---@return string
function Figure:approx() end
---@return string
function Figure:many() end
---@return string
function Figure:change() end
---@return string
function Figure:hanzi() end
---@return string
function Figure:hanzi_many() end

---One row of an input table; row.COLUMN is its cell.
---@class Row
local Row = {}
---@param column string
---@return string
function Row:label(column) end
---@param column string
---@return string
function Row:show(column) end
---@param column string
---@return integer|nil
function Row:first_day(column) end
---@param column string
---@return boolean
function Row:ahead(column) end
---@return string
function Row:compound() end

---@class Scope
---@field index integer
---@field level "compound"|"community"|"subdistrict"|"district"|"city"
---@field id string
---@field name string
---@field compounds Scope[]
---@field below Scope[]
---@field parents table<string, string>
---@field approved_on integer|nil

---@class Period
---@field text string
---@field year integer
---@field month integer
---@field first integer
---@field last integer

---@type table<string, Figure>|fun(id: string, window?: string, where?: { period?: Period|string, scope?: Scope }): Figure
fig = nil
---@type Scope
scope = nil
---@type Period
period = nil
---@type Period
previous = nil
---@type integer
asof = nil
---@type "zh"|"en"
lang = nil
---@type table
config = nil
---@type table<string, string>
mark = nil

---@param words { zh: string, en: string }
---@return string
function t(words) end
---@param id string
---@param window? string
---@return Figure[]
function items(id, window) end
---@param figure Figure
---@return string
function coverage(figure) end
---@param figure Figure
---@param lead string
---@return string
function change(figure, lead) end
---@param window { code: string, lead: string }
---@param list table[]
---@return string
function facts(window, list) end
---@param list table[]
---@param from? integer
function facts_prose(list, from) end
---@param list table[]
function stock_prose(list) end
---@return { code: string, lead: string }[]
function windows() end
---@param code string
---@return integer first
---@return integer last
function window_days(code) end
---@param name string
---@param options? { date?: string, window?: string, from?: integer, to?: integer, where?: table, all?: boolean }
---@return Row[]
function rows(name, options) end
---@param name string
---@param of? Period
---@return boolean
function received(name, of) end
---@param list any[]
---@param key fun(item: any): any
---@return any[]
function sorted(list, key) end
---@param text string
---@param level? integer
---@param anchor? string
function heading(text, level, anchor) end
---@param text string
---@param how? { minor?: boolean, basis?: string }
function prose(text, how) end
---@param say fun()
function detail(say) end
---@param kind "objection"|"missing"|"correction"|"failed"|"info"
---@param text string
---@param how? { basis?: string }
function notice(kind, text, how) end
---@param what { zh: string, en: string }
function missing(what) end
---@param box { title?: string, note?: string, cells: table[] }
function figure_box(box) end
---@param label string
---@param figure Figure
---@param before? Figure
---@return table
function figure_cell(label, figure, before) end
---@param block { title?: string, note?: string, basis?: string, columns: table[], rows: table[] }
function data_table(block) end
---@param block { kind?: string, title?: string, unit?: string, note?: string, description?: string, points: table[] }
function chart(block) end
---@param id string
---@param title string
function month_chart(id, title) end
---@param block { body: string, date?: string, seal?: boolean }
function signature(block) end
---@param from integer
---@param to integer
---@return table[]
function due_list(from, to) end
---@param n integer
---@param title string
---@param body fun()
function poster_part(n, title, body) end
---@param facts table[]
function fact_table(facts) end
---@param id string
---@return { title: string, basis: string, days?: integer }?
function rule(id) end
---@param d integer|nil
---@return string
function day(d) end
---@param d integer|nil
---@return string
function short_day(d) end
---@param year integer
---@param month integer
---@param d integer
---@return integer
function make_day(year, month, d) end
---@param fen integer|nil
---@return string
function money(fen) end
---@param n integer|nil
---@return string
function area(n) end
---@param n integer|nil
---@return string
function number(n) end
---@param n integer
---@param d integer
---@param places? integer
---@return string
function percent(n, d, places) end
