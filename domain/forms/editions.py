"""Which editions of the forms there are, and which of them a census uses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from domain.forms.death import DEATH_FORM
from domain.forms.definition import Form
from domain.forms.foreign import FOREIGN_FORM
from domain.forms.long import LONG_FORM
from domain.forms.short import SHORT_FORM


class UnknownEditionError(LookupError):
    """The census has no such edition of a form."""

    code = "unknown-edition"

    def __init__(self, form: str, version: str | None) -> None:
        """Names what was asked for; ``version`` is None for the edition in force."""
        told = form if version is None else f"{form} {version}"
        super().__init__(f"没有普查表 {told} 这一版本 / There is no edition {told} of a form")


class FormEditions:
    """The editions that a census knows: one of each form in force, older ones beside it."""

    __slots__ = ("_by_version", "in_force")

    def __init__(self, known: Iterable[Form], versions: Mapping[str, str]) -> None:
        """``versions`` has the version in force by form code.

        Raises :class:`UnknownEditionError` where it is none of those known.
        """
        self._by_version = {(form.code, form.version): form for form in known}
        self.in_force: Mapping[str, Form] = MappingProxyType(
            {code: self.edition(code, version) for code, version in versions.items()}
        )

    def form(self, code: str) -> Form:
        """The edition in force of a form; raises :class:`UnknownEditionError`."""
        form = self.in_force.get(code)
        if form is None:
            raise UnknownEditionError(code, None)
        return form

    def edition(self, code: str, version: str) -> Form:
        """An edition, in force or not; raises :class:`UnknownEditionError`."""
        form = self._by_version.get((code, version))
        if form is None:
            raise UnknownEditionError(code, version)
        return form

    def known(self) -> tuple[Form, ...]:
        """Every edition, in the order in which they were made known."""
        return tuple(self._by_version.values())

    def asks(self, item: str) -> bool:
        """Whether any edition has an item of this code."""
        return any(
            item == known.code
            for form in self._by_version.values()
            for known in (*form.household_items, *form.person_items, *form.death_items)
        )

    def with_edition(self, form: Form) -> FormEditions:
        """The same editions and this one, which is put in force; the one before stays known."""
        versions = {code: edition.version for code, edition in self.in_force.items()}
        return FormEditions((*self.known(), form), versions | {form.code: form.version})


_2020 = (SHORT_FORM, LONG_FORM, DEATH_FORM, FOREIGN_FORM)

BUILT_IN_EDITIONS = FormEditions(_2020, {form.code: form.version for form in _2020})
"""The editions that the program brings along, those of 2020 in force."""

FORMS: Mapping[str, Form] = BUILT_IN_EDITIONS.in_force
"""The forms in force of the built-in census, by code."""

IDENTIFIER_ITEMS: frozenset[str] = frozenset(
    item.code
    for form in BUILT_IN_EDITIONS.known()
    for item in (*form.household_items, *form.person_items)
    if item.sealed
)
"""Items of households and persons that must be sealed before they are stored."""

DEATH_IDENTIFIER_ITEMS: frozenset[str] = frozenset(
    item.code for form in BUILT_IN_EDITIONS.known() for item in form.death_items if item.sealed
)
"""Items of the lines of the dead that must be sealed before they are stored."""
