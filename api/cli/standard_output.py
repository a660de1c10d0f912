"""Standard output: an answer that it does not take is told as a problem, and not tried again."""

from __future__ import annotations

import errno
import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from typing import TYPE_CHECKING

from api.cli.output_file import OutputUnusable

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

NAME = "stdout"


class _Descriptor(io.FileIO):
    """Its own error for what the system refuses, whoever it is that writes."""

    def write(self, data: ReadableBuffer) -> int:
        try:
            return super().write(data)
        except BrokenPipeError:
            raise
        except OSError as error:
            raise OutputUnusable(NAME, os.strerror(error.errno or 0)) from error


@contextmanager
def standard_output() -> Iterator[None]:
    """Have all that is printed go out before this ends.

    Raises:
        OutputUnusable: the system does not take it: the disk is full, or it is closed.
        BrokenPipeError: nobody reads it any more.
    """
    usual = sys.__stdout__
    if sys.stdout is None:
        raise OutputUnusable(NAME, os.strerror(errno.EBADF))
    if usual is None or sys.stdout is not usual:
        # Somebody else takes what is printed.
        yield
        return
    descriptor = usual.fileno()
    printed = io.TextIOWrapper(
        io.BufferedWriter(_Descriptor(descriptor, "w", closefd=False)),
        encoding=usual.encoding,
        errors=usual.errors,
        line_buffering=usual.line_buffering,
    )
    try:
        with redirect_stdout(printed):
            try:
                yield
            finally:
                printed.flush()
    except (OutputUnusable, BrokenPipeError):
        _leave(descriptor)
        raise


def leave_unread() -> None:
    """Leave what nobody reads any more, on either output."""
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None:
                stream.flush()
        except OSError:
            _leave(stream.fileno())


def _leave(descriptor: int) -> None:
    """Else the interpreter tries once more when it ends, and ends with a code of its own."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, descriptor)
    os.close(nowhere)
