"""Published figures and what laws say of them: families, fitted constants, and a question for each kind of figure."""
