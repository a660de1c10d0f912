"""Reading one answer for the rules: None for what is missing, out of code or out of range."""

from domain.age import month_parts
from domain.codes import code_list
from domain.forms.definition import INTEGER_MAXIMUM, Answer


def numbers(name: str) -> dict[Answer, int]:
    """The answers of a code list of single digits; what is not in it is out of code."""
    return {answer: answer for answer in code_list(name).answers if isinstance(answer, int)}


def whole(answer: Answer) -> int | None:
    """A count or size within the range of the form; None for anything else."""
    return answer if isinstance(answer, int) and 0 <= answer <= INTEGER_MAXIMUM else None


def month(answer: Answer) -> str | None:
    """A month ``YYYY-MM``; None for anything else."""
    return answer if isinstance(answer, str) and month_parts(answer) is not None else None


def years_between(first: str, later: str) -> int:
    """Completed years from one month to another; in the month of birth the birthday is reached."""
    return int(later[:4]) - int(first[:4]) - (later[5:] < first[5:])


def months_between(first: str, later: str) -> int:
    """Months from one month to another; negative where the second is the earlier one."""
    return (int(later[:4]) - int(first[:4])) * 12 + int(later[5:]) - int(first[5:])
