"""The measures, one family to a file; each function's docstring gives its definition and its source."""
