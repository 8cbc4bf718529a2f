"""The statistics of quality in plain Python and NumPy; docs/quality.md has each formula."""
