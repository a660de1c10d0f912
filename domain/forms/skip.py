"""Of whom an item is asked: the form's skips as data, their wording, and their evaluation.

An item is asked where all the conditions of its ``skip`` hold. Ages are thresholds of the census by
name, so that another census may ask others.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from domain.age import age_in_years, ages_between, month_parts
from domain.codes import Label, code_list

if TYPE_CHECKING:
    from domain.census import CensusDefinition
    from domain.forms.definition import Answers, Item


@dataclass(frozen=True, slots=True)
class AnswerIn:
    """The answer to ``item``, of the code list ``list_name``, is one of ``answers``."""

    item: str
    list_name: str
    answers: tuple[int | str, ...]

    def holds(self, answers: Answers, _: CensusDefinition) -> bool | None:
        """None where the answer is missing or out of code."""
        answer = answers.get(self.item)
        if answer in self.answers:
            return True
        return False if answer in code_list(self.list_name).answers else None

    def words(self, _: CensusDefinition) -> Label:
        """``D9 = 2–9``; a single code is told with its label."""
        codes = code_list(self.list_name)
        if len(self.answers) == 1:
            label = codes.label(self.answers[0])
            told = f"{self.item} = {self.answers[0]}"
            return Label(f"{told} {label.zh}", f"{told} {label.en}")
        listed = list(codes)
        places = [listed.index(str(answer)) for answer in self.answers]
        if places == list(range(places[0], places[0] + len(places))):
            told = f"{self.item} = {self.answers[0]}–{self.answers[-1]}"
            return Label(told, told)
        told = f"{self.item} = {', '.join(map(str, self.answers))}"
        return Label(told, told)


@dataclass(frozen=True, slots=True)
class Aged:
    """The completed age at the reference time reaches the census's ``threshold``.

    A threshold of two ages asks for an age from the first to the second, both inclusive. ``birth``
    is the item of the month of birth.
    """

    threshold: str
    birth: str = "D5"

    def holds(self, answers: Answers, census: CensusDefinition) -> bool | None:
        """None without a month of birth before the reference time."""
        birth = month_parts(answers.get(self.birth))
        if birth is None:
            return None
        age = age_in_years(birth, census)
        least, most = _limits(self.threshold, census)
        return None if age < 0 else least <= age and (most is None or age <= most)

    def words(self, census: CensusDefinition) -> Label:
        """``年满15周岁``, or the span of ages."""
        least, most = _limits(self.threshold, census)
        if most is None:
            return Label(f"年满{least}周岁", f"aged {least} and over")
        return Label(f"{least}–{most}周岁", f"aged {least} to {most}")


@dataclass(frozen=True, slots=True)
class AgedAtDeath:
    """The completed age at death reaches the census's ``threshold``, a single age."""

    threshold: str

    def holds(self, answers: Answers, census: CensusDefinition) -> bool | None:
        """None where the months do not decide: one missing, in the wrong order, or both the same.

        In the month of birth the birthday may have been reached or not; the age given on the line
        then decides, if it is one of the two.
        """
        birth, death = month_parts(answers.get("birth")), month_parts(answers.get("death"))
        if birth is None or death is None or death < birth:
            return None
        ages = ages_between(birth, death)
        given = answers.get("age")
        if isinstance(given, int) and given in ages:
            ages = (given,)
        least, _ = _limits(self.threshold, census)
        reached = {age >= least for age in ages}
        return reached.pop() if len(reached) == 1 else None

    def words(self, census: CensusDefinition) -> Label:
        """``死亡时年满15周岁``."""
        least, _ = _limits(self.threshold, census)
        return Label(f"死亡时年满{least}周岁", f"died aged {least} and over")


@dataclass(frozen=True, slots=True)
class IfAny:
    """The item is answered by those who have what it asks for; none is missed from the others."""

    def holds(self, _answers: Answers, _census: CensusDefinition) -> bool | None:
        """Never to be told from the form."""
        return None

    def words(self, _: CensusDefinition) -> Label:
        """``有则填报``."""
        return Label("有则填报", "where there is one")


@dataclass(frozen=True, slots=True)
class ByCoder:
    """The item is asked of nobody: a coder enters it, who has read the text beside it."""

    def holds(self, _answers: Answers, _census: CensusDefinition) -> bool:
        """Never asked."""
        return False

    def words(self, _: CensusDefinition) -> Label:
        """``由编码员填写``."""
        return Label("由编码员填写", "entered by a coder")


Condition: TypeAlias = AnswerIn | Aged | AgedAtDeath | IfAny | ByCoder


def asked(item: Item, answers: Answers, census: CensusDefinition) -> bool | None:
    """Whether an item is asked where the other answers of its part are ``answers``.

    ``answers`` are those of the same household, person or line of the dead. None where it cannot be
    told, because an answer that it hangs on is missing or no answer.
    """
    told: bool | None = True
    for condition in item.skip:
        holds = condition.holds(answers, census)
        if holds is False:
            return False
        if holds is None:
            told = None
    return told


def asked_of(item: Item, census: CensusDefinition) -> Label:
    """Of whom an item is asked, in words."""
    if not item.skip:
        return Label("全部", "all")
    words = [condition.words(census) for condition in item.skip]
    return Label("；".join(w.zh for w in words), "; ".join(w.en for w in words))


def _limits(threshold: str, census: CensusDefinition) -> tuple[int, int | None]:
    value: int | tuple[int, int] = getattr(census.person, threshold)
    return value if isinstance(value, tuple) else (value, None)
