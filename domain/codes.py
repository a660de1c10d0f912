"""The code lists of the forms: which codes an item may take, and what they are called."""

import csv
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import NamedTuple


class Label(NamedTuple):
    """What a code is called, in Chinese and English."""

    zh: str
    en: str


class UnknownCodeListError(LookupError):
    """There is no code list of that name."""

    code = "unknown-code-list"

    def __init__(self, name: str) -> None:
        """Names the list that was asked for."""
        super().__init__(f"没有名为 {name} 的代码表 / There is no code list named {name}")


class CodeList(Mapping[str, Label]):
    """A code list: code text (leading zeros kept) to its label.

    An answer is stored in one shape, its *canonical* one: where every code of the list is a
    single digit an ``int``, else the zero-padded text. ``answers`` holds those; ``in`` takes both.
    ``spellings`` leads from every way of writing a code (number, unpadded text) to its answer.
    """

    __slots__ = ("_also", "_labels", "answers", "name", "single_digit", "spellings", "width")

    def __init__(
        self, name: str, labels: Mapping[str, Label], also: Mapping[str, str] | None = None
    ) -> None:
        """Takes the labels by code text, in the order of the list.

        ``also`` leads from other ways of writing a code, in any case of letters, to its text.
        """
        self.name = name
        self.width = max(map(len, labels))
        self.single_digit = all(len(code) == 1 and code.isdigit() for code in labels)
        self._labels = dict(labels)
        self.answers: frozenset[int | str] = frozenset(
            int(code) if self.single_digit else code for code in labels
        )
        self.spellings: dict[int | str, int | str] = {}
        for code in labels:
            answer = int(code) if self.single_digit else code
            self.spellings[code] = answer
            if code.isdigit():
                self.spellings.setdefault(int(code), answer)
                self.spellings.setdefault(str(int(code)), answer)
        self._also = {spelling.casefold(): code for spelling, code in (also or {}).items()}

    def __getitem__(self, code: str) -> Label:
        """The label of a code text."""
        return self._labels[code]

    def __iter__(self) -> Iterator[str]:
        """The code texts, in the order of the list."""
        return iter(self._labels)

    def __len__(self) -> int:
        """How many codes the list has."""
        return len(self._labels)

    def __contains__(self, code: object) -> bool:
        """Whether it is a code text or a canonical answer of this list."""
        return code in self._labels or code in self.answers

    def canonical(self, code: int | str) -> int | str:
        """The stored shape of a code; a value that is no code of the list comes back as it is."""
        answer = self.spellings.get(code)
        if answer is None and self._also and isinstance(code, str):
            answer = self._also.get(code.casefold())
        return code if answer is None else answer

    def label(self, answer: int | str) -> Label:
        """The label of a code text or canonical answer; ``KeyError`` for anything else."""
        return self._labels[str(answer)]


@cache
def code_list(name: str) -> CodeList:
    """The code list of that name (``"sex"``, ``"education"``, ...).

    Raises :class:`UnknownCodeListError`.
    """
    source = files("domain") / "data" / "codes" / f"{name}.csv"
    if not name.isidentifier() or not source.is_file():
        raise UnknownCodeListError(name)
    with source.open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    labels = {r["code"]: Label(r["name_zh"], r["name_en"]) for r in rows}
    # A list with a second code of two letters is written by that and by its names as well.
    also = {
        r[column]: r["code"]
        for r in rows
        if "alpha2" in r
        for column in ("code", "alpha2", "name_zh", "name_en")
    }
    return CodeList(name, labels, also)
