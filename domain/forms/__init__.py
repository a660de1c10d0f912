"""The forms: their definition as data, and the way between JSON and a household's form."""

from domain.forms.death import DEATH_FORM
from domain.forms.definition import Answer, Answers, Form, Item, Kind
from domain.forms.editions import (
    DEATH_IDENTIFIER_ITEMS,
    FORMS,
    IDENTIFIER_ITEMS,
    FormEditions,
    UnknownEditionError,
)
from domain.forms.faults import FormError, FormFault
from domain.forms.foreign import FOREIGN_FORM
from domain.forms.household import BlockContext, HouseholdAddress, HouseholdForm
from domain.forms.long import LONG_FORM
from domain.forms.parsing import form_json, parse_form
from domain.forms.short import SHORT_FORM
from domain.forms.skip import asked, asked_of

__all__ = [
    "DEATH_FORM",
    "DEATH_IDENTIFIER_ITEMS",
    "FOREIGN_FORM",
    "FORMS",
    "IDENTIFIER_ITEMS",
    "LONG_FORM",
    "SHORT_FORM",
    "Answer",
    "Answers",
    "BlockContext",
    "Form",
    "FormEditions",
    "FormError",
    "FormFault",
    "HouseholdAddress",
    "HouseholdForm",
    "Item",
    "Kind",
    "UnknownEditionError",
    "asked",
    "asked_of",
    "form_json",
    "parse_form",
]
