"""Flags, indices and words to findings; and one row explained as a Review."""
