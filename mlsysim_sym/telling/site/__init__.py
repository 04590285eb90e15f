"""The site's pages, written from the book: `python -m mlsysim_sym.telling.site FOLDER` makes the sources of a Sphinx site."""
