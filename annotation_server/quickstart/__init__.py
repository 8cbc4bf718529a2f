"""Runs everything on one machine that has only Python: engines from wheels, demo, tests."""
