"""Questions and their answers: planned, solved step by step, and derived."""
