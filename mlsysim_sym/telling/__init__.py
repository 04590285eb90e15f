"""Documents: answers, derivations and entries of the book as text, Markdown, LaTeX and JSON."""
