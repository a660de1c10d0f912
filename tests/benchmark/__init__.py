"""Measurements of speed, each a ratio taken in the same run; not run by the tests."""
