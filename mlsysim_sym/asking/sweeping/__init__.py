"""Sweeps: one question at every point of a grid, whole, reduced, or in blocks on disk."""
