"""The forms: their definition as data, and the way between JSON and a household's form."""

from domain.forms.definition import Answer, Answers, Form, Item, Kind
from domain.forms.faults import FormError, FormFault
from domain.forms.household import BlockContext, HouseholdAddress, HouseholdForm
from domain.forms.parsing import form_json, parse_form
from domain.forms.short import DEATH_IDENTIFIER_ITEMS, FORMS, IDENTIFIER_ITEMS, SHORT_FORM

__all__ = [
    "DEATH_IDENTIFIER_ITEMS",
    "FORMS",
    "IDENTIFIER_ITEMS",
    "SHORT_FORM",
    "Answer",
    "Answers",
    "BlockContext",
    "Form",
    "FormError",
    "FormFault",
    "HouseholdAddress",
    "HouseholdForm",
    "Item",
    "Kind",
    "form_json",
    "parse_form",
]
