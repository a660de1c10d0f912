"""The ways in and out: HTTP service and command line."""
