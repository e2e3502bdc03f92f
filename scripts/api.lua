---@meta
-- api.lua - what editors may know of the words in scripts/metrics. Never run; see README.md.

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
