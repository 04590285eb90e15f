"""Laws, answers and derivations for documents that others write: LaTeX, Markdown, Quarto, MyST, HTML."""
