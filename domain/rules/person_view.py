"""One person's answers as the rules read them: taken apart once, typed, None where unusable."""

from domain.age import age_in_years, month_parts
from domain.census import CensusDefinition
from domain.codes import code_list
from domain.divisions import counties
from domain.forms.definition import Answer, Answers
from domain.id_number import is_valid


def numbers(name: str) -> dict[Answer, int]:
    """The answers of a code list of single digits; what is not in it is out of code."""
    return {answer: answer for answer in code_list(name).answers if isinstance(answer, int)}


_D2 = numbers("relationship")
_D4 = numbers("sex")
_D7 = numbers("residence_at_reference_time")
_D8 = numbers("hukou_location")
_D9 = numbers("time_since_leaving_hukou")
_D10 = numbers("reason_for_leaving_hukou")
_D11 = numbers("education")
_D12 = numbers("literacy")
_C24 = numbers("marital_status")
_ETHNICITIES = code_list("ethnicity").answers
_COUNTIES = counties()


class PersonView:
    """A person as the rules read one.

    ``d2`` .. ``d12`` and ``c24`` are codes, None when missing or out of code; ``birth`` is a month
    ``YYYY-MM``; ``age`` completed years, None too for a birth after the reference time; ``number``
    is a valid ID number. ``given_*`` is what was filled in, valid or not.
    """

    __slots__ = (
        "age",
        "answers",
        "birth",
        "c24",
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
        "given_d3",
        "given_d9",
        "given_d10",
        "given_d11",
        "given_d12",
        "index",
        "number",
    )

    def __init__(self, index: int, answers: Answers, census: CensusDefinition, county: str) -> None:
        """Takes the answers of the person at ``index``; ``county`` is the household's own."""
        given = answers.get
        self.index = index
        self.answers = answers
        self.census = census
        self.county = county
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
        self.c24 = _C24.get(given("C24"))
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


def is_county(answer: Answer) -> bool:
    """Whether an answer is a county that an address may name."""
    return answer in _COUNTIES
