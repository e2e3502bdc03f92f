-- One function whose answers add up, and one whose do not.
local function closed(data, scope, window)
  return #data.rows("issues", { date = "closed_on", from = window.first, to = window.last })
end
local title = { zh = "办结件数", en = "closed" }
return {
  compute { id = "X40", name = "closed_added", section = "services", unit = "件", adds_up = true, needs = { "issues" },
            title = title, formula = title, run = closed },
  compute { id = "X41", name = "closed_asked", section = "services", unit = "件", needs = { "issues" },
            title = title, formula = title, run = closed },
}
