-- The same shortcodes for pandoc alone: pandoc --lua-filter _extensions/mlsysim-sym/filter.lua chapter.qmd
--
-- A displayed equation is numbered in the order of the text, and `@eq-NAME` refers to it, as Quarto does.

local here = PANDOC_SCRIPT_FILE:match("^(.*[/\\])") or "./"
local shortcodes = dofile(here .. "mlsysim-sym.lua")
local numbers, count = {}, 0

local function shortcode(inlines, start)
  local name, arguments, place = nil, {}, start + 1
  while inlines[place] do
    local each = inlines[place]
    local after = each.t == "Str" and each.text:match("^>}}(.*)$")
    if after then
      local made = name and shortcodes[name] and shortcodes[name](arguments)
      if made and after ~= "" then
        made[#made + 1] = pandoc.Str(after)
      end
      return made, place
    elseif each.t == "Str" and name == nil then
      name = each.text
    elseif each.t == "Str" then
      arguments[#arguments + 1] = each.text
    end
    place = place + 1
  end
  return nil, start
end

local function expanded(inlines)
  local out, place = pandoc.List(), 1
  while inlines[place] do
    local each, made, last = inlines[place], nil, place
    local before = each.t == "Str" and each.text:match("^(.*){{<$")
    if before then
      made, last = shortcode(inlines, place)
    end
    if made then
      if before ~= "" then
        out:insert(pandoc.Str(before))
      end
      out:extend(made)
    else
      out:insert(each)
    end
    place = last + 1
  end
  return out
end

local function numbered(inlines)
  local out = pandoc.List()
  for place, each in ipairs(inlines) do
    local label = each.t == "Str" and each.text:match("^{#(eq%-.*)}$")
    if label and out[#out] and out[#out].t == "Space" and out[#out - 1] and out[#out - 1].t == "Math" then
      count = count + 1
      numbers[label] = count
      out:remove(#out)
      local math = out[#out]
      out[#out] = pandoc.Span({ pandoc.Math("DisplayMath", math.text .. " \\qquad (" .. count .. ")") }, { id = label })
    else
      out:insert(each)
    end
  end
  return out
end

local function referred(cite)
  local number = numbers[cite.citations[1].id]
  if number then
    return pandoc.Link({ pandoc.Str("Equation\u{a0}" .. number) }, "#" .. cite.citations[1].id)
  end
end

return { { Inlines = function(inlines) return numbered(expanded(inlines)) end }, { Cite = referred } }
