"""The dead of a household on a form of their own, for offices that send them apart."""

from domain.population.short_form import Form

_ADDRESS = ("county", "township", "district", "block", "building", "unit", "hh")


def death_form(form: Form) -> Form | None:
    """The death form of a short or long form; None where nobody died.

    It holds the same lines. Whoever sends it apart takes them from the other form, or sends both:
    they are the same dead.
    """
    if not form["deaths"]:
        return None
    household = form["household"]
    return {
        "form": "death",
        "id": f"{form['id']}-deaths",
        "household": {key: household[key] for key in _ADDRESS},
        "deaths": [dict(line) for line in form["deaths"]],
    }
