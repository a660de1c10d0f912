"""The long form of made-up households."""

from domain.population.long_form.form import LongForm, NotInTheFrame, long_form

__all__ = ["LongForm", "NotInTheFrame", "long_form"]
