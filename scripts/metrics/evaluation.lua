-- 评价 — star rating, red and black list, grades.
--
-- Scores need the whole rating of a subject at once (T14), so the engine knows them: see `score`
-- in scripts/README.md. Companies count once per scope (metrics.md 1.1).
section "evaluation"

local events    = table_of "list_events"
local companies = table_of "property_companies"

local function on_list(color)
  return events.subject_type:is "company" & events.event:is "list_in"
       & events.list_color:is(color) & events.event_on:le(as_of)
       & (events.until_on:missing() | events.until_on:ge(as_of))
       & events.released_on:missing()
end

return {
  score { id = "E01", name = "score", which = "score", unit = "分", better = "higher",
          window = "stock", title = { zh = "评价总分", en = "score" },
          note = { zh = "各星级评价对象得分的平均数；指标不完整的对象不计入。",
                   en = "Mean score of the subjects whose rating is complete." },
          formula = { zh = "Σ（权重 × 得分 ÷ 满分），未设权重的指标计得分；再对完整的评价对象取平均",
                      en = "sum of weight × score / full score (the score where no weight is); "
                           .. "mean over the complete subjects" } },

  score { id = "E02", name = "ratings_complete", which = "complete", unit = "%",
          better = "higher", window = "stock",
          title = { zh = "指标完整率", en = "ratings complete" },
          note = { zh = "分母为星级评价对象；8个方面58项指标齐全为完整。",
                   en = "Out of the rated subjects; complete with 58 indicators in 8 aspects." },
          formula = { zh = "指标完整的评价对象数 ÷ 星级评价对象数",
                      en = "complete subjects / subjects of the star rating" } },

  score { id = "E03", name = "stars", which = "stars", unit = "个", better = "higher",
          window = "stock", title = { zh = "获评星级的对象", en = "subjects with stars" },
          formula = { zh = "指标完整、可以评星的对象数", en = "number of complete subjects" } },
  score { id = "E03.1", name = "stars_1", which = "stars", stars = 1, unit = "个", window = "stock",
          title = { zh = "一星", en = "one star" },
          formula = { zh = "评为一星的对象数", en = "subjects with one star" } },
  score { id = "E03.2", name = "stars_2", which = "stars", stars = 2, unit = "个", window = "stock",
          title = { zh = "二星", en = "two stars" },
          formula = { zh = "评为二星的对象数", en = "subjects with two stars" } },
  score { id = "E03.3", name = "stars_3", which = "stars", stars = 3, unit = "个", window = "stock",
          title = { zh = "三星", en = "three stars" },
          formula = { zh = "评为三星的对象数", en = "subjects with three stars" } },
  score { id = "E03.4", name = "stars_4", which = "stars", stars = 4, unit = "个", window = "stock",
          title = { zh = "四星", en = "four stars" },
          formula = { zh = "评为四星的对象数", en = "subjects with four stars" } },
  score { id = "E03.5", name = "stars_5", which = "stars", stars = 5, unit = "个", window = "stock",
          title = { zh = "五星", en = "five stars" },
          formula = { zh = "评为五星的对象数", en = "subjects with five stars" } },

  total { id = "E04", name = "red_list", unit = "家", entity = "company", window = "stock",
          title = { zh = "红名单企业数", en = "companies on the red list" },
          numerator = any_of { where = on_list "red", company = events.subject_id } },

  total { id = "E05", name = "black_list", unit = "家", better = "lower", entity = "company",
          window = "stock", title = { zh = "黑名单企业数", en = "companies on the black list" },
          numerator = any_of { where = on_list "black", company = events.subject_id } },

  score { id = "E06", name = "branch_weight", which = "branch_share", unit = "%",
          window = "stock", title = { zh = "党支部赋分占比", en = "weight of the branch's rating" },
          note = { zh = "分母为全部方案的满分之和。", en = "Out of the full scores of all schemes." },
          formula = { zh = "党支部评价的满分之和 ÷ 全部满分之和",
                      en = "full scores rated by the branch / all full scores" } },

  score { id = "E07", name = "grades", which = "grades", unit = "个", window = "stock",
          title = { zh = "分类考核等次", en = "grades by class" },
          formula = { zh = "评有等次的对象数", en = "subjects with a grade" } },

  total { id = "E08", name = "provincial_red", unit = "家", better = "higher", entity = "company",
          window = "stock", title = { zh = "省级红色物业数", en = "provincial party-led companies" },
          numerator = any_of { where = companies.red_level:is "province"
                                     & (companies.red_year:missing()
                                        | companies.red_year:le(as_of_year)),
                               company = companies.company_id } },
}
