"""Pictures, by matplotlib (the extra `plot`); each function returns a figure, `style.save` writes it."""
