"""Writes the reference pages that follow from the code; `make docs` runs it.

    python docs/generate.py            write the pages
    python docs/generate.py --check    write nothing; exit code 1 where a page is out of date

A page made here is never edited by hand: change the code that it tells of, and run this again.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from reference_pages import form_pages, record_pages, service_pages

FOLDER = Path(__file__).parent / "reference"

PAGES: Mapping[str, Callable[[], str]] = {
    "codebook.md": form_pages.codebook,
    "command-line.md": service_pages.command_line,
    "events.md": record_pages.events,
    "http.md": service_pages.http,
    "permissions.md": record_pages.permissions,
    "problems.md": service_pages.problems,
    "rules.md": form_pages.rules,
    "tables.md": form_pages.tables,
    "workflow.md": record_pages.workflow,
}
"""Who writes each page of `reference/` that is generated."""


def main(arguments: Sequence[str]) -> int:
    """Write or check the pages."""
    stale = []
    for name, write in PAGES.items():
        path, text = FOLDER / name, write()
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        stale.append(name)
        if "--check" not in arguments:
            path.write_text(text, encoding="utf-8")
    verb = "out of date" if "--check" in arguments else "written"
    sys.stdout.write("".join(f"{verb}: docs/reference/{name}\n" for name in stale))
    return 1 if stale and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
