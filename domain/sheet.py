"""What a household's record says at one moment: the content that the rules judge as a whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from domain.census import CensusDefinition
from domain.events import RecordedFinding
from domain.findings import recorded, require_no_errors
from domain.forms.definition import Answers
from domain.forms.faults import FormFault
from domain.forms.household import BlockContext, HouseholdAddress, HouseholdForm
from domain.forms.kinds import Place, kind_faults
from domain.household import Household
from domain.refusal import FormRefused
from domain.rules import check


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The forms of a household with their answers, persons in the order of their form.

    ``form`` and ``version`` are of the short or long form, "" where it answered none, and
    ``foreign_version`` of that for foreigners; ``answers`` holds the household items of both.
    """

    form: str
    version: str
    foreign_version: str
    death_version: str
    answers: Answers
    persons: Mapping[UUID, Answers]
    foreigners: Mapping[UUID, Answers]
    deaths: tuple[Answers, ...]


def address_of(household: Household) -> HouseholdAddress:
    """Where a household is, from its line on the list."""
    district, block = household.block[:12], household.block[12:]
    return HouseholdAddress(
        county=district[:6],
        township=district[:9],
        district=district,
        block=block,
        building=household.building,
        unit=household.unit,
        number=household.number,
    )


def own_line(household: Household) -> BlockContext:
    """What a form is judged with of the block's list: the household's own line (H39)."""
    return BlockContext(
        listed_units=frozenset({f"{household.building}-{household.unit}"}),
        listed_households=frozenset({household.number}),
    )


def own_edition(sheet: Sheet, census: CensusDefinition) -> tuple[str, str]:
    """Code and version of the short or long form; of a household without one, the death form."""
    if sheet.form:
        return sheet.form, sheet.version
    return "death", sheet.death_version or census.forms.form("death").version


def own_form(household: Household, sheet: Sheet, census: CensusDefinition) -> HouseholdForm:
    """The short or long form; of a household that answered neither, its dead."""
    form, version = own_edition(sheet, census)
    foreign = _household_items(census, "foreign", sheet.foreign_version)
    return HouseholdForm(
        form,
        str(household.id),
        address_of(household),
        {item: answer for item, answer in sheet.answers.items() if item not in foreign},
        tuple(sheet.persons.values()),
        sheet.deaths,
        version=version,
    )


def foreign_form(household: Household, sheet: Sheet, census: CensusDefinition) -> HouseholdForm:
    """The form for Hong Kong, Macao, Taiwan residents and foreigners."""
    items = _household_items(census, "foreign", sheet.foreign_version)
    return HouseholdForm(
        "foreign",
        str(household.id),
        address_of(household),
        {item: answer for item, answer in sheet.answers.items() if item in items},
        tuple(sheet.foreigners.values()),
        (),
        version=sheet.foreign_version,
    )


def judge(
    household: Household,
    sheet: Sheet,
    census: CensusDefinition,
    places: Mapping[UUID, Place],
    context: BlockContext | None = None,
) -> tuple[RecordedFinding, ...]:
    """All that the rules find on the sheet's forms, as an event holds it.

    ``places`` say where each person's answers stand in what was sent.

    Raises:
        RulesViolated: a rule of severity error speaks.
        FormRefused: an answer that no rule asks about is not of its item's kind.
    """
    found: list[RecordedFinding] = []
    faults: list[FormFault] = []
    for form, ids in _forms(household, sheet, census):
        findings = check(form, census, context)
        require_no_errors(findings)
        faults += kind_faults(form, [places[i] for i in ids], census)
        found += recorded(findings, ids)
    if faults:
        raise FormRefused(faults)
    return tuple(found)


def _forms(
    household: Household, sheet: Sheet, census: CensusDefinition
) -> list[tuple[HouseholdForm, Sequence[UUID]]]:
    forms: list[tuple[HouseholdForm, Sequence[UUID]]] = []
    if sheet.form or sheet.deaths:
        forms.append((own_form(household, sheet, census), tuple(sheet.persons)))
    if sheet.foreign_version:
        forms.append((foreign_form(household, sheet, census), tuple(sheet.foreigners)))
    return forms


def _household_items(census: CensusDefinition, form: str, version: str) -> frozenset[str]:
    if not version:
        return frozenset()
    edition = census.forms.edition(form, version)
    return frozenset(item.code for item in edition.household_items)
