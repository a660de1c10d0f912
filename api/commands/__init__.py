"""Every act as an item of a batch; a module for each room of the domain holds its models."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Annotated, Any, TypeAlias, get_args

from pydantic import Field, TypeAdapter

from api.commands import (
    bookkeeping,
    budget,
    bulletin,
    comments,
    devices,
    doubts,
    households,
    inspection,
    pay,
    phases,
    posts,
    sampling,
    self_registration,
    territory,
    units,
    visits,
    work_plan,
)
from api.commands.sender import CountersignedItem, Item, ServedItem

ITEMS: tuple[type[Item | CountersignedItem | ServedItem], ...] = (
    *territory.ITEMS,
    *phases.ITEMS,
    *visits.ITEMS,
    *self_registration.ITEMS,
    *households.ITEMS,
    *comments.ITEMS,
    *posts.ITEMS,
    *units.ITEMS,
    *devices.ITEMS,
    *sampling.ITEMS,
    *pay.ITEMS,
    *budget.ITEMS,
    *work_plan.ITEMS,
    *inspection.ITEMS,
    *bulletin.ITEMS,
    *bookkeeping.ITEMS,
    *doubts.ITEMS,
)

BatchItem: TypeAlias = Annotated[reduce(or_, ITEMS), Field(discriminator="act")]  # type: ignore[valid-type]  # made at run time from the rooms
BATCH_ITEM: TypeAdapter[Any] = TypeAdapter(BatchItem)
"""Reads one item of a batch, so that each is answered on its own."""

ACT_TAGS = frozenset(get_args(item.model_fields["act"].annotation)[0] for item in ITEMS)
"""The names of the acts."""
