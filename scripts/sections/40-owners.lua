-- ③ 业主大会决议事项: each vote with its four shares, what was needed, and what follows.
-- Thresholds: Civil Code art. 278 from 2021-01-01; before it art. 12 of the 物业管理条例 (2018).

local new_law = make_day(2021, 1, 1)

local function ceil_div(a, b) return (a + b - 1) // b end

-- { need(total or voted), words, of } for taking part and for agreement.
local function tests(row, day_of_vote)
  local kind = tonumber(row.item_kind)
  local half = { zh = "须过半数", en = "more than half" }
  local short = { half = { zh = "未过半数", en = "not more than half" },
    two = { zh = "未达三分之二", en = "below two thirds" },
    three = { zh = "未达四分之三", en = "below three quarters" } }
  local more_than_half = function(n) return n // 2 + 1 end
  local two_thirds = function(n) return ceil_div(2 * n, 3) end
  local three_quarters = function(n) return ceil_div(3 * n, 4) end
  if day_of_vote >= new_law then
    local quorum = { need = two_thirds, words = { zh = "须三分之二以上", en = "at least two thirds" } }
    if kind and kind >= 6 and kind <= 8 then
      return quorum, { need = three_quarters, short = short.three,
        words = { zh = "须四分之三以上", en = "at least three quarters" } }
    end
    return quorum, { need = more_than_half, words = half, short = short.half }
  end
  local quorum = { need = more_than_half, words = half }
  if kind and kind >= 5 and kind <= 7 then
    return quorum, { need = two_thirds, of_all = true, short = short.two,
      words = { zh = "须全体三分之二以上", en = "at least two thirds of all" } }
  end
  return quorum, { need = more_than_half, of_all = true, words = {
    zh = "须超过全体半数", en = "more than half of all" }, short = short.half }
end

local function vote_day(row) return row.decided_on or row.vote_to end

local function totals(row)
  local home = table_rows("compounds", {})[1]
  return row.total_owners or (home and home.total_owners),
    row.total_area or (home and home.total_area)
end

-- 75% that was rounded up from a little less must not stand beside 未达四分之三.
local function area_share(n, d)
  local words = percent(n, d, 2)
  local edge = words == "50%" or words == "66.67%" or words == "75%"
  if edge and n * 10000 % d ~= 0 then
    words = words .. t{ zh = "（", en = " (" } .. area(n) .. "/" .. area(d) .. t{ zh = "）", en = ")" }
  end
  return words
end

-- One line of the result, worded as a neighbour would ask for it.
local function result_words(row, quorum, agreement, owners, area_total)
  local failed = {}
  local function below(got, base, test) return got < test.need(base) end
  if below(row.voted_owners, owners, quorum) then
    failed[#failed + 1] = t{ zh = "人数", en = "owners " } .. percent(row.voted_owners, owners, 2)
  end
  if below(row.voted_area, area_total, quorum) then
    failed[#failed + 1] = t{ zh = "面积", en = "area " } .. area_share(row.voted_area, area_total)
  end
  if #failed > 0 then
    return false, t{ zh = "未达法定参与：", en = "no quorum: " } .. join(failed)
  end
  local base_owners = agreement.of_all and owners or row.voted_owners
  local base_area = agreement.of_all and area_total or row.voted_area
  if below(row.agree_owners, base_owners, agreement) then
    failed[#failed + 1] = t{ zh = "同意人数", en = "owners in favour " } ..
      percent(row.agree_owners, base_owners, 2)
  end
  if below(row.agree_area, base_area, agreement) then
    failed[#failed + 1] = t{ zh = "同意面积", en = "area in favour " } ..
      area_share(row.agree_area, base_area)
  end
  if #failed > 0 then
    return false, t{ zh = "未通过：", en = "not passed: " } .. join(failed) ..
      t{ zh = "，", en = ", " } .. t(agreement.short)
  end
  return true, t{ zh = "通过", en = "passed" }
end

local function needed(got, base, test, show)
  local need = test.need(base)
  if got >= need then
    return mark.ok .. t{ zh = "达到，至少" .. show(need), en = "reached, at least " .. show(need) }
  end
  return mark.late .. t{ zh = "未达到，至少" .. show(need) .. "，差" .. show(need - got),
    en = "not reached, at least " .. show(need) .. ", short by " .. show(need - got) }
end

local function vote_table(row, owners, area_total)
  local quorum, agreement = tests(row, vote_day(row))
  local id = row.resolution_id
  local function share(metric, n, d)
    local f = fig(metric .. "." .. id, "month")
    if f.ok then return f:value() end
    return d and d > 0 and percent(n, d, 2) or "—"
  end
  local list = {
    { t{ zh = "全体业主", en = "all owners" }, number(owners), area(area_total) },
    { t{ zh = "参与表决", en = "voted" }, number(row.voted_owners), area(row.voted_area) },
  }
  if owners and area_total then
    list[#list + 1] = { t{ zh = "参与占全体", en = "turnout" },
      share("C02", row.voted_owners, owners), share("C03", row.voted_area, area_total) }
    list[#list + 1] = { t(quorum.words), needed(row.voted_owners, owners, quorum, number),
      needed(row.voted_area, area_total, quorum, area) }
  end
  list[#list + 1] = { t{ zh = "同意", en = "in favour" }, number(row.agree_owners),
    area(row.agree_area) }
  list[#list + 1] = { t{ zh = "同意占参与", en = "in favour of those voting" },
    share("C04", row.agree_owners, row.voted_owners), share("C05", row.agree_area, row.voted_area) }
  if not agreement.of_all or (owners and area_total) then
    list[#list + 1] = { t(agreement.words),
      needed(row.agree_owners, agreement.of_all and owners or row.voted_owners, agreement, number),
      needed(row.agree_area, agreement.of_all and area_total or row.voted_area, agreement, area) }
  end
  list[#list + 1] = { t{ zh = "反对", en = "against" }, number(row.against_owners),
    area(row.against_area) }
  if row.abstain_owners or row.abstain_area then
    list[#list + 1] = { t{ zh = "弃权", en = "abstained" }, number(row.abstain_owners),
      area(row.abstain_area) }
  end
  if row.invalid_owners then
    list[#list + 1] = { t{ zh = "无效", en = "invalid" }, number(row.invalid_owners), "" }
  end
  local law = vote_day(row) >= new_law and
    t{ zh = "算法依据《中华人民共和国民法典》第二百七十八条：“以上”包括本数，“过半数”不包括一半。",
      en = "Civil Code art. 278: \"at least\" includes the number, \"more than half\" excludes one half." } or
    t{ zh = "表决在2021年1月1日前，算法依据《物业管理条例》（2018年）第十二条，按全体业主计算。",
      en = "Voted before 2021: art. 12 of the 物业管理条例 (2018), of all owners." }
  local note = row.unreturned_counted_as and t{ zh = "未交回票：", en = "Unreturned ballots: " } ..
    row:label("unreturned_counted_as") .. t{ zh = "。", en = "." } or ""
  data_table{
    title = t{ zh = "表决情况", en = "The vote" }, note = note, basis = law,
    columns = {
      { head = t{ zh = "项目", en = "item" }, weight = 2 },
      { head = t{ zh = "人数", en = "owners" }, align = "right", weight = 2 },
      { head = t{ zh = "面积", en = "area" }, unit = "㎡", align = "right", weight = 2 },
    },
    rows = list,
  }
end

local function resolution(row)
  heading(row.title .. t{ zh = "（" .. row:label("item_kind") .. "）",
    en = " (" .. row:label("item_kind") .. ")" })
  local owners, area_total = totals(row)
  local quorum, agreement = tests(row, vote_day(row))
  local dates = t{ zh = "投票自" .. day(row.vote_from) .. "起至" .. day(row.vote_to) .. "止",
    en = "Votes from " .. day(row.vote_from) .. " to " .. day(row.vote_to) }
  if row.decided_on then
    dates = dates .. t{ zh = "，" .. day(row.decided_on) .. "作出决定",
      en = ", decided on " .. day(row.decided_on) }
  end
  local known = owners and owners > 0 and area_total and area_total > 0
  if not known then
    prose(dates .. t{ zh = "。业主总人数或总面积未知，不能计算结果。",
      en = ". The total of owners or area is unknown: no result can be computed." })
    vote_table(row, owners, area_total)
    return
  end
  local passed, words = result_words(row, quorum, agreement, owners, area_total)
  local claimed = row.result_claimed
  if claimed and (claimed == "pass") ~= passed then
    notice("failed", t{
      zh = "申报结果“" .. row:label("result_claimed") .. "”与按票数重算的结果（" .. words ..
        "）不符，核实前不公布本事项的结果。",
      en = "The result as reported (" .. row:label("result_claimed") ..
        ") differs from the one recomputed from the votes (" .. words .. "); it is withheld." })
    return
  end
  prose(dates .. t{ zh = "。表决结果：", en = ". Result: " } .. "**" ..
    (passed and mark.ok or mark.late) .. words .. "**" .. t{ zh = "。", en = "." })
  vote_table(row, owners, area_total)
end

-- Election and composition of committees.
local function committees()
  stock_prose{
    { "C11", nonzero = true, above = true },
    { "C14", zh = "“一肩挑”", en = "secretary and director in one person:", nonzero = true },
    { "C15", zh = "交叉任职", en = "cross-appointed:", nonzero = true },
    { "C18", nonzero = true, above = true },
    { "C20", nonzero = true, above = true },
    { "C19", zh = "5个月内任期届满的业委会", en = "committees whose term ends within 5 months",
      nonzero = true },
  }
  local vetted = fig("C17", "asof")
  if vetted.ok and vetted.numerator and vetted.numerator > 0 then
    local pass = fig("C16", "asof")
    prose(t{ zh = "候选人资格由" .. vetted:value() .. "单位联审", en =
      "Candidates were vetted by " .. vetted:value() .. " bodies" } ..
      (pass.ok and t{ zh = "，联审通过率", en = ", passed: " } .. pass or "") ..
      t{ zh = "。", en = "." })
  end
  -- New: the earliest term began within the window `since`.
  local majority = fig("C13", "asof")
  if scope.level == "compound" or not majority.ok then return end
  local first, all, new = {}, 0, 0
  for _, m in ipairs(rows("committee_members", { where = { body = "committee" } })) do
    local name = m:compound()
    if not first[name] then first[name] = m.term_from or 0 all = all + 1 end
    if m.term_from and m.term_from < first[name] then first[name] = m.term_from end
  end
  for _, from in pairs(first) do
    if config.since and from >= config.since then new = new + 1 end
  end
  if all == 0 then return end
  if new == all and majority.numerator == all then
    prose(t{ zh = majority:value() .. "新任业委会党员占比均超5成。",
      en = "In all " .. majority:value() .. " new committees party members are more than half." })
  else
    prose(t{ zh = "党员过半的业委会" .. majority:value() .. "，共" .. all .. "个业委会（" ..
      majority.numerator .. "/" .. all .. "）。",
      en = "Committees with a party majority: " .. majority.numerator .. "/" .. all .. "." })
  end
end

-- 329/447 in words a neighbour uses: what was needed and what was missing.
local function poster_vote(row)
  local owners, area_total = totals(row)
  if not (owners and owners > 0 and area_total and area_total > 0) then return end
  local quorum, agreement = tests(row, vote_day(row))
  local passed, words = result_words(row, quorum, agreement, owners, area_total)
  if row.result_claimed and (row.result_claimed == "pass") ~= passed then return end
  local base = agreement.of_all and owners or row.voted_owners
  local said = passed and "通过" or "未通过"
  local detail_words
  if row.voted_owners < quorum.need(owners) or row.voted_area < quorum.need(area_total) then
    detail_words = words .. "。"
  else
    detail_words = "同意人数" .. percent(row.agree_owners, base, 2) .. "（" .. row.agree_owners .. "/" .. base ..
      "）"
    local need, need_area = agreement.need(base), agreement.need(agreement.of_all and area_total or row.voted_area)
    if row.agree_owners < need then
      detail_words = detail_words .. "，" .. t(agreement.words) .. "，差" .. (need - row.agree_owners) .. "人"
    elseif row.agree_area < need_area then
      detail_words = detail_words .. "；同意面积" .. area(row.agree_area) .. "㎡，" .. t(agreement.words) ..
        "，差" .. area(need_area - row.agree_area) .. "㎡"
    end
    detail_words = detail_words .. "。"
  end
  return passed, "**" .. (passed and mark.ok or mark.late) .. said .. "，" .. plain(row.title) .. "**\n\n" .. detail_words
end

local function poster_votes()
  local failed, shown = {}, {}
  for _, row in ipairs(rows("resolutions")) do
    local when = vote_day(row)
    if when and when >= period.first and when <= asof then
      local passed, words = poster_vote(row)
      if words then table.insert(passed and shown or failed, words) end
    end
  end
  -- What failed stands first: where a poster is full, the last ones are left to the A4 bulletin.
  for _, words in ipairs(failed) do prose(words) end
  for _, words in ipairs(shown) do prose(words) end
  if not received("resolutions") then
    prose(mark.not_received .. "未收到业主大会决议事项数据")
  elseif #failed + #shown == 0 then
    prose("本月未进行业主大会表决。")
  end
end

return {
  build = function()
    local list = {
      { "C01", zh = "表决事项", en = "resolutions voted on" },
      { "C06", zh = "达到法定参与", en = "with a quorum", brief = true },
      { "C07", zh = "通过", en = "passed" },
      { "C08", nonzero = true, brief = true },
      { "C09", nonzero = true, brief = true },
      { "C10.within3", nonzero = true, brief = true },
    }
    if not received("resolutions") then
      missing{ zh = "业主大会决议事项", en = "resolutions of the owners' assembly" }
    else
      local f = fig("C01", "month")
      if f.ok and f.numerator == 0 then
        prose(t{ zh = "本月未进行业主大会表决。", en = "Nothing was put to the vote this month." })
        for _, entry in ipairs(list) do entry.nonzero = true end
        facts_prose(list, 2)
      else
        facts_prose(list)
      end
      if scope.level == "compound" then
        local shown = 0
        for _, row in ipairs(rows("resolutions")) do
          local when = vote_day(row)
          if when and when >= period.first and when <= asof then
            resolution(row)
            shown = shown + 1
          end
        end
        if shown > 0 then
          prose(t{
            zh = "认为决定侵害自己合法权益的业主，可以自知道或者应当知道之日起一年内请求人民法院予以撤销" ..
              "（《中华人民共和国民法典》第二百八十条）。",
            en = "An owner whose rights a decision infringes may ask the people's court to revoke it " ..
              "within one year of knowing (Civil Code art. 280)." }, { minor = true })
        end
      end
    end
    committees()
  end,

  -- What was decided, for the poster; a notice before the vote, its result for objections after it, and the list of candidates.
  postings = function()
    if scope.level ~= "compound" then return end
    poster_part(1, "业主大会定了什么", poster_votes)
    for _, row in ipairs(rows("resolutions", { date = "notice_on" })) do
      posting{ slug = "vote-" .. row.resolution_id, kind = "公告", from = row.notice_on, to = row.vote_to,
        title = "关于" .. row.title .. "进行业主大会表决的公告",
        body = function()
          local owners, area_total = totals(row)
          prose("根据《中华人民共和国民法典》第二百七十八条，现就“" .. row.title .. "”（" ..
            row:label("item_kind") .. "）提请业主大会表决。")
          local known = owners and owners > 0 and area_total and area_total > 0
          local quorum, agreement = tests(row, row.vote_to or row.notice_on)
          local base = agreement.of_all and "全体业主" or "参与表决的业主"
          fact_table{
            { "表决事项", row.title }, { "投票时间", row.vote_from and row.vote_to and
              day(row.vote_from) .. "起至" .. day(row.vote_to) .. "止" },
            { "业主总人数", owners and number(owners) .. "人" },
            { "建筑物总面积", area_total and area(area_total) .. "㎡" },
            { "参与", known and t(quorum.words) .. "：至少" .. number(quorum.need(owners)) .. "人、" ..
              area(quorum.need(area_total)) .. "㎡" },
            { "通过", base .. "中，人数、面积都" .. t(agreement.words) .. "同意" },
          }
        end }
    end
    for _, row in ipairs(rows("resolutions")) do
      local when = vote_day(row)
      local owners, area_total = totals(row)
      local known = owners and owners > 0 and area_total and area_total > 0
      if known and when and when >= period.first and when <= asof then
        local quorum, agreement = tests(row, when)
        local passed, words = result_words(row, quorum, agreement, owners, area_total)
        -- What was claimed and what the votes say differ: nothing is posted until it is settled.
        if not row.result_claimed or (row.result_claimed == "pass") == passed then
          local from = row.posted_on or when
          posting{ slug = "result-" .. row.resolution_id, from = from, rule = "O-02",
            to = row.posted_to or not rule("O-02") and from + 14 or nil, title = "关于" .. row.title .. "表决结果的公示", objection = true,
            body = function()
              prose("根据《中华人民共和国民法典》第二百七十八条，现将“" .. row.title .. "”（" ..
                row:label("item_kind") .. "）的表决结果公示如下。投票自" .. day(row.vote_from) .. "起至" .. day(row.vote_to) .. "止。表决结果：**" ..
                (passed and mark.ok or mark.late) .. words .. "**。")
              vote_table(row, owners, area_total)
              prose("认为决定侵害自己合法权益的业主，可以自知道或者应当知道之日起一年内请求人民法院予以撤销" ..
                "（《中华人民共和国民法典》第二百八十条）。", { minor = true })
            end }
        end
      end
    end
    local candidates = {}
    for _, m in ipairs(rows("committee_members", { where = { body = "candidate" } })) do
      if m.term_from and m.term_from > period.first then
        candidates[#candidates + 1] = { m.person_name or "", m.position and m:label("position") or "委员" }
      end
    end
    if #candidates > 0 then
      posting{ slug = "candidates", from = period.last + 1, objection = true, rule = "O-03",
        to = not rule("O-03") and period.last + 7 or nil,
        title = "关于业主委员会委员候选人的公示",
        body = function()
          local vetted = fig("C17", "asof")
          prose("根据《业主大会和业主委员会指导规则》，现将业主委员会委员候选人共" .. #candidates ..
            "名公示如下。" .. (vetted.ok and vetted.numerator > 0 and "候选人资格由" .. vetted:value() ..
            "单位联审。" or ""))
          data_table{ columns = { { head = "姓名" }, { head = "拟任职务" } }, rows = candidates }
          prose("资格联审未通过的，不列入名单，也不公布姓名。", { minor = true })
        end }
    end
  end,
}
