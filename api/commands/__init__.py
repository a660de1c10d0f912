"""Every act as an item of a batch; a module for each room of the domain holds its models."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Annotated, Any, TypeAlias, get_args

from pydantic import Field, TypeAdapter

from api.commands import households, posts, territory
from api.commands.sender import CountersignedItem, Item

ITEMS: tuple[type[Item | CountersignedItem], ...] = (
    *territory.ITEMS,
    *households.ITEMS,
    *posts.ITEMS,
)

BatchItem: TypeAlias = Annotated[reduce(or_, ITEMS), Field(discriminator="act")]  # type: ignore[valid-type]  # made at run time from the rooms
BATCH_ITEM: TypeAdapter[Any] = TypeAdapter(BatchItem)
"""Reads one item of a batch, so that each is answered on its own."""

ACT_TAGS = frozenset(get_args(item.model_fields["act"].annotation)[0] for item in ITEMS)
"""The names of the acts."""
