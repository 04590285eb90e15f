"""Data from outside, off the solve path: model configurations, price lists, grid intensities, and how old numbers are."""
