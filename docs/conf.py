"""How Sphinx builds the site. `make docs` writes the pages that come from the book beside the ones in this folder first."""

from __future__ import annotations

from mlsysim_sym import __version__

project = "mlsysim_sym"
author = "The mlsysim_sym authors"
project_copyright = "the mlsysim_sym authors, Apache-2.0"
version = release = __version__

extensions = [
    "myst_nb",
    "sphinx.ext.autodoc",
    "mlsysim_sym.telling.site.sphinx_math",
]
exclude_patterns = ["jupyter_execute", ".jupyter_cache", "_build"]

# --- text --------------------------------------------------------------------------------------------------------------

myst_enable_extensions = ["amsmath", "attrs_inline", "colon_fence", "deflist", "dollarmath"]
myst_heading_anchors = 3
default_role = "code"  # docstrings write names between single backquotes
nitpicky = True
nitpick_ignore_regex = [("py:.*", ".*")]  # types of the standard library are not looked up: nothing here needs a network
suppress_warnings = [
    "myst.header",  # a page may begin a list of names at the second level
    "mystnb.unknown_mime_type",  # answers show their data beside their Markdown
]

# --- numbers that are computed while the site is built -----------------------------------------------------------------

nb_execution_mode = "cache"
nb_execution_raise_on_error = True
nb_execution_timeout = 600  # a machine that does other work too; nothing here takes a tenth of it alone
nb_merge_streams = True
nb_render_markdown_format = "myst"

# --- reference ---------------------------------------------------------------------------------------------------------

autodoc_member_order = "bysource"
autodoc_typehints = "none"  # the signatures say them
autodoc_default_options = {"members": True, "undoc-members": False}

# --- HTML: everything is served from the site's own folder -------------------------------------------------------------

html_theme = "pydata_sphinx_theme"
html_title = "mlsysim_sym"
html_static_path = ["_static"]
templates_path = ["_templates"]
html_css_files = ["site.css"]
html_favicon = "_static/icon.svg"
html_math_renderer = "mathml_core"
html_copy_source = False
html_show_search_summary = False  # summaries are fetched page by page, which a browser refuses for files of a folder
html_show_sourcelink = False
_BARE = ("laws", "records", "solvers", "choices", "scenarios", "glossary", "sources")  # lists too long for a side bar
html_sidebars = {f"{folder}/**": [] for folder in _BARE} | {"index": [], "accuracy": [], "whitepaper": []}
html_context = {"default_mode": "auto"}
html_theme_options = {
    "navbar_align": "left",
    "navbar_end": ["theme-switcher"],
    "header_links_before_dropdown": 6,
    "secondary_sidebar_items": ["page-toc"],
    "footer_start": ["copyright"],
    "footer_end": [],
    "show_prev_next": False,
    "show_nav_level": 2,
    "collapse_navigation": True,
    "navigation_with_keys": False,
    "search_as_you_type": False,
}
