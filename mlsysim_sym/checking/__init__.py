"""Checks of a book: what `mlsysim-sym check` judges."""
