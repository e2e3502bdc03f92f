-- 全黑，无红 Black only: for a black-and-white printer or a photocopier, without red and without
-- a head on the page. 各项说明见 docs/themes.md。
return {
  colours = { bar = "#7f7f7f" },
  margins = { top = 37, bottom = 35, inner = 28, outer = 26 },
  band = false,
}
