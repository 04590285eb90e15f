-- The shortcodes `{{< law roofline >}}` and `{{< val nvidia_h100_sxm.memory_bandwidth >}}`, for Quarto.
--
-- `{{< law NAME >}}` alone in a paragraph is a displayed equation with the label eq-NAME; `{{< law NAME inline >}}` stands in
-- a line of text. A name that is not in the book stops the document: a hole in a text is worse than a failed build.

local function folder()
  local script = PANDOC_SCRIPT_FILE or debug.getinfo(1, "S").source:gsub("^@", "")
  if quarto and quarto.utils and quarto.utils.resolve_path then
    return quarto.utils.resolve_path("")
  end
  return script:match("^(.*[/\\])") or "./"
end

local data = dofile(folder() .. "data.lua")

local function words(arguments)
  local found = {}
  for _, each in ipairs(arguments) do
    found[#found + 1] = pandoc.utils.stringify(each)
  end
  return found
end

local function entry(kind, name)
  local found = data[kind][name]
  if not found then
    error("mlsysim-sym: no " .. kind .. " called `" .. tostring(name) .. "`")
  end
  return found
end

local function law(arguments)
  local said = words(arguments)
  local found = entry("laws", said[1])
  if said[2] == "inline" then
    return { pandoc.Math("InlineMath", found.latex) }
  end
  return { pandoc.Math("DisplayMath", found.latex), pandoc.Space(), pandoc.Str("{#eq-" .. found.label .. "}") }
end

local function val(arguments)
  local found = entry("values", words(arguments)[1])
  return { pandoc.Str((found.text:gsub(" ", "\u{a0}"))) }
end

return { ["law"] = law, ["val"] = val }
