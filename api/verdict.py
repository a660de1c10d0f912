"""What the rules say of a form, without recording anything."""

from __future__ import annotations

from collections.abc import Iterable

from pydantic import BaseModel, Field

from api.problems import ReportedFault, ReportedFinding
from domain.census import CENSUS_2020, CensusDefinition
from domain.forms import FormError, HouseholdForm
from domain.rules import Finding, Severity, check


class Verdict(BaseModel):
    """Rule ids by severity, each once, and every finding with its place and wording.

    ``faults`` are of structure: an object with a fault is no form, and no rule was asked.
    """

    id: str | None = Field(description="the form's own id")
    errors: list[str]
    warnings: list[str]
    findings: list[ReportedFinding]
    faults: list[ReportedFault] = []

    def brief(self) -> dict[str, object]:
        """The line of the exchange format."""
        said: dict[str, object] = {
            "id": self.id,
            "errors": self.errors,
            "warnings": self.warnings,
        }
        if self.faults:
            said["faults"] = [{"code": f.code, "pointer": f.pointer} for f in self.faults]
        return said


def verdict(form: HouseholdForm, census: CensusDefinition = CENSUS_2020) -> Verdict:
    """All rules over a form, with what it says of its block."""
    found = check(form, census)
    return Verdict(
        id=form.id,
        errors=_rules(f for f in found if f.severity is Severity.ERROR),
        warnings=_rules(f for f in found if f.severity is Severity.WARNING),
        findings=[_reported(f) for f in found],
    )


def faulty(error: FormError, form_id: str | None) -> Verdict:
    """The verdict on what is no form."""
    return Verdict(
        id=form_id,
        errors=[],
        warnings=[],
        findings=[],
        faults=[
            ReportedFault(
                code=f.code, pointer=f.pointer, item=f.item, message_zh=f.zh, message_en=f.en
            )
            for f in error.faults
        ],
    )


def _rules(findings: Iterable[Finding]) -> list[str]:
    return list(dict.fromkeys(f.rule for f in findings))


def _reported(finding: Finding) -> ReportedFinding:
    if finding.person is not None:
        part = f"/persons/{finding.person}"
    elif finding.line is not None:
        part = f"/deaths/{finding.line}"
    else:
        part = "/household"
    return ReportedFinding(
        rule=finding.rule,
        severity=finding.severity.value,
        items=list(finding.items),
        person=finding.person,
        line=finding.line,
        pointer=f"{part}/{finding.items[0]}" if finding.items else part,
        message_zh=finding.message_zh,
        message_en=finding.message_en,
    )
