"""One person's answers as the rules read them: taken apart once, typed, None where unusable."""

from domain.age import age_in_years, month_parts
from domain.census import CensusDefinition
from domain.codes import code_list
from domain.forms.definition import Answers, Form
from domain.id_number import is_valid
from domain.rules.long_view import NO_LONG_ANSWERS, LongAnswers
from domain.rules.reading import numbers

_D2 = numbers("relationship")
_D4 = numbers("sex")
_D7 = numbers("residence_at_reference_time")
_D8 = numbers("hukou_location")
_D9 = numbers("time_since_leaving_hukou")
_D10 = numbers("reason_for_leaving_hukou")
_D11 = numbers("education")
_D12 = numbers("literacy")
_ETHNICITIES = code_list("ethnicity").answers


class PersonView:
    """A person as the rules read one.

    ``d2`` .. ``d12`` are codes, None when missing or out of code; ``birth`` is a month ``YYYY-MM``;
    ``age`` completed years, None too for a birth after the reference time; ``number`` is a valid ID
    number. ``given_*`` is what was filled in, valid or not. ``long`` holds the long form's answers;
    ``h1`` is the household's type.
    """

    __slots__ = (
        "age",
        "answers",
        "birth",
        "census",
        "county",
        "d2",
        "d4",
        "d6",
        "d7",
        "d8",
        "d9",
        "d10",
        "d11",
        "d12",
        "form",
        "given_d3",
        "given_d9",
        "given_d10",
        "given_d11",
        "given_d12",
        "h1",
        "index",
        "long",
        "number",
    )

    def __init__(
        self,
        index: int,
        answers: Answers,
        census: CensusDefinition,
        form: Form,
        county: str,
        h1: int | None,
    ) -> None:
        """Takes the answers of the person at ``index`` on a form of that edition.

        ``county`` is the household's own.
        """
        given = answers.get
        self.index = index
        self.answers = answers
        self.census = census
        self.form = form
        self.county = county
        self.h1 = h1
        self.long = LongAnswers(answers) if form.code == "long" else NO_LONG_ANSWERS
        self.d2 = _D2.get(given("D2"))
        self.d4 = _D4.get(given("D4"))
        ethnicity = given("D6")
        self.d6 = ethnicity if ethnicity in _ETHNICITIES else None
        self.d7 = _D7.get(given("D7"))
        self.d8 = _D8.get(given("D8"))
        self.given_d9 = given("D9")
        self.d9 = _D9.get(self.given_d9)
        self.given_d10 = given("D10")
        self.d10 = _D10.get(self.given_d10)
        self.given_d11 = given("D11")
        self.d11 = _D11.get(self.given_d11)
        self.given_d12 = given("D12")
        self.d12 = _D12.get(self.given_d12)
        self.given_d3 = number = given("D3")
        self.number = number if isinstance(number, str) and is_valid(number) else None
        self.birth: str | None = None
        self.age: int | None = None
        birth = given("D5")
        month = month_parts(birth)
        if month is not None and isinstance(birth, str):
            self.birth = birth
            age = age_in_years(month, census)
            self.age = age if age >= 0 else None


def filled(person: PersonView, items: tuple[str, ...]) -> tuple[str, ...]:
    """Which of the items have an answer, valid or not."""
    given = person.answers.get
    return tuple(item for item in items if given(item) is not None)
