"""Files and folders that a verb writes its answer to."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from api.problems import Problem


class OutputUnusable(Problem):
    """The system refuses: no such folder, no right, no space."""

    code = "output-unusable"
    zh = "无法写出所指的文件、目录或标准输出"
    en = "The file, the folder or the standard output that was named cannot be written"

    def __init__(self, file: str, said: str) -> None:
        super().__init__()
        self._told = {"file": file, "said": said}

    def details(self) -> Mapping[str, object]:
        """Which file, and what the system says."""
        return self._told


@contextmanager
def writing_to(path: Path) -> Iterator[None]:
    """Say of what the system refuses which file it is.

    Raises:
        OutputUnusable: the file, or one in the folder, cannot be written or read.
    """
    try:
        yield
    except OSError as error:
        said = os.strerror(error.errno) if error.errno else type(error).__name__
        raise OutputUnusable(str(error.filename or path), said) from error
