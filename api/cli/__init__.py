"""The command line: everything that an operator, an auditor or a clerk does."""

from api.cli.main import main

__all__ = ["main"]
