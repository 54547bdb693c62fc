"""Benchmarks that print their figures; each is a module run with `python -m`."""
