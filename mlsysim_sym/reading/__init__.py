"""Texts to trees and values: the equation language, units, numbers with units, and the strict YAML of the data files."""
