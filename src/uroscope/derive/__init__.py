"""Panel to more columns: indices and supersaturation."""
