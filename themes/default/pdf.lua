-- 纸面的样子 What paper looks like. 各项说明见 docs/themes.md。
--
-- Text and lines are pure black: a grey or a very dark colour becomes a screen of dots on a laser
-- printer. Red marks only what is late, missing or not reached, and always stands beside a
-- shape and a word, so the same page reads in grey.
return {
  colours = {
    ink    = "#000000", -- 正文、线 text, lines
    note   = "#000000", -- 注、上月数、页脚 small print, last month, page feet
    red    = "#a3211b", -- 逾期、未收到、未达到
    accent = "#0f4c75", -- 链接、图中本月 links, this month in charts
    bar    = "#7b8188", -- 图中其他各月 the other months
    hair   = "#000000", -- 表中行线 between rows
    band   = "#0f4c75", -- 页眉线 under the head of a page
  },
  -- GB/T 9704: 天头37 mm、订口28 mm，版心156 mm × 225 mm
  margins = { top = 37, bottom = 35, inner = 28, outer = 26 },
  band = { text = "{name}", line = "0.8" },
  -- logo = { file = "logo.png", height = 12 },
  -- seal = { file = "seal.png", width = 42 },
  -- fonts = { serif = "/usr/share/fonts/…/FangSong.ttf" },
}
