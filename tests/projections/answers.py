"""Answers of made-up people and households, by item; a test replaces what it is about."""

from __future__ import annotations

from typing import Any


def person(**items: Any) -> dict[str, Any]:
    """Answers of a resident man of 40; ``items`` replace some, None takes one away."""
    answers = {
        "D2": 0,
        "D4": 1,
        "D5": "1980-05",
        "D6": "01",
        "D7": 1,
        "D8": 1,
        "D9": 1,
        "D11": 5,
        "D12": 1,
    }
    return {item: value for item, value in (answers | items).items() if value is not None}


def household(**items: Any) -> dict[str, Any]:
    """Answers of a family household; ``items`` replace some."""
    answers = {"H1": 1, "H2a": 1, "H2b": 0, "H3m": 0, "H3f": 0, "H4m": 0, "H4f": 0, "H5": 1}
    return answers | {"H6": 89, "H7": 3} | items


def work(**items: Any) -> dict[str, Any]:
    """Answers of somebody at work to some of what the long form adds; ``items`` replace some."""
    answers = {"C12": 2, "C13": 3, "C13_province": "51", "C18": 1, "C18_hours": 40, "C19": 2}
    answers |= {"C20_text": "某镇粮食加工厂；大米加工", "C21_text": "碾米机操作", "C24": 1}
    return answers | items


def dwelling(**items: Any) -> dict[str, Any]:
    """Answers to some of what the long form adds of a dwelling; ``items`` replace some."""
    return {"H8": 2, "H9": 1, "H12": 1, "H17": 1, "H18": "03", "H19": 1} | items


def foreigner(**items: Any) -> dict[str, Any]:
    """Answers of a student from abroad; ``items`` replace some."""
    answers = {"R2": 9, "R3": 2, "R4": "1999-04", "R5": 3, "R6": 4, "R7": 7, "R8": 4}
    return answers | {"R8_nationality": "KOR"} | items


def death(**items: Any) -> dict[str, Any]:
    """A line of an old woman who died; ``items`` replace some."""
    line = {"household": 1, "name": "某丁", "id": "500112194003051227", "sex": 2}
    line |= {"birth": "1940-03", "death": "2020-02", "age": 79, "ethnicity": "01"}
    return line | {"education": 3, "marital": 4} | items
