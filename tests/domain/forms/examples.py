"""A form of each kind in the exchange format: one synthetic household each."""

from collections.abc import Mapping
from typing import Any

ADDRESS: Mapping[str, Any] = {
    "county": "500112",
    "township": "500112011",
    "district": "500112011001",
    "block": "001",
    "building": "0001",
    "unit": "0002",
    "hh": "003",
}
_SHORT_HOUSEHOLD = {"H1": 1, "H2a": 1, "H2b": 0, "H5": 1, "H6": 89, "H7": 3}
_HOUSEHOLD = _SHORT_HOUSEHOLD | {"H3m": 0, "H3f": 0, "H4m": 0, "H4f": 0}
_PERSON = {"D1": "甲", "D2": 0, "D4": 2, "D5": "1958-06", "D6": "01", "D7": 1, "D8": 4}
_PERSON |= {"D8_county": "500101", "D9": 4, "D10": 8, "D11": 4, "D12": 1}
_HOUSING = {f"H{number}": 1 for number in range(9, 18) if number != 11}

EXAMPLES: Mapping[str, dict[str, Any]] = {
    "short": {
        "form": "short",
        "id": "A-1",
        "household": {**ADDRESS, **_HOUSEHOLD},
        "persons": [_PERSON],
    },
    "long": {
        "form": "long",
        "id": "A-2",
        "household": {**ADDRESS, **_HOUSEHOLD, **_HOUSING, "H8": 2, "H11": 2, "H18": 4, "H19": 7},
        "persons": [
            {
                **_PERSON,
                "C11": 1,
                "C12": 2,
                "C13": 3,
                "C13_province": 51,
                "C14": 2,
                "C14_province": "50",
                "C14_prefecture": "5001",
                "C14_county": 500101,
                "C16": 2,
                "C18": 1,
                "C18_hours": "40",
                "C19": 2,
                "C20_text": "某镇粮食加工厂；大米加工",
                "C20_section": "C",
                "C20_division": 13,
                "C21_text": "大米加工",
                "C21_major": 6,
                "C23": 1,
                "C24": 4,
                "C25": "1980-05",
                "C26": 2,
                "C26_born_m": 1,
                "C26_born_f": 0,
                "C26_alive_m": 1,
                "C26_alive_f": 0,
                "C28": 5,
                "C29": 1,
            }
        ],
    },
    "death": {
        "form": "death",
        "id": "A-3",
        "household": {**ADDRESS, "hh": 999},
        "deaths": [
            {"name": "乙", "sex": 1, "birth": "1940-03", "death": "2020-02", "age": 79},
            {"household": 4, "name": "丙", "sex": 2, "birth": "2019-12", "death": "2019-12"},
        ],
    },
    "foreign": {
        "form": "foreign",
        "id": "A-4",
        "household": {**ADDRESS, "F1": 1, "F2": 1, "F3": 60, "F4": 2},
        "persons": [
            {
                "R1": "丁",
                "R2": 0,
                "R3": 1,
                "R4": "1990-01",
                "R5": 2,
                "R6": 4,
                "R7": 7,
                "R8": 4,
                "R8_nationality": "us",
            }
        ],
    },
}
