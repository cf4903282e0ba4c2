"""The HTML page: what it says (Python) and how it stands (templates and one style sheet)."""
