"""Review to text, JSON, HTML and chart."""
