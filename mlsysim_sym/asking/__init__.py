"""Many questions: explanations, comparisons, scenarios, sweeps."""
