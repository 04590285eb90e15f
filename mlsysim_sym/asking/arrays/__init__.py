"""Plans over arrays: laws as products and sums, lowered to a program of array operations, run in tiles."""
