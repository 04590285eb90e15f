"""The book: laws, glossary, choices, records and solvers read from files, and laws inverted and compiled."""
