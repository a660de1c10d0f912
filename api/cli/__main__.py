"""``python -m api.cli`` is ``census-ledger``."""

from api.cli.main import main

main()
