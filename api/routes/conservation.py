"""The conservation of the population: nobody counts twice, and bookkeeping changes no total."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, Field

from api.cross_checking import RecordOpener, tokens_of
from api.edge import READS, Area, BookCode, SignedIn, TheService, problems
from domain.permissions import Act, permit
from projections.conservation import conservation

router = APIRouter(prefix="/books/{book}", tags=["cross-check"])


class PopulationBody(BaseModel):
    """Registrations and natural persons of an area."""

    registrations: int
    residents: int
    by_rule: dict[str, int] = Field(description="registrations by residence rule, R1 to R9")
    persons: int = Field(description="natural persons, by ID number; without one, by registration")
    once: int = Field(description="who count as resident once")
    more: int = Field(description="who count more than once")
    never: int = Field(description="who count nowhere in this book")
    elsewhere: int = Field(description="of these, whose records all point out of the county")


class BookedBody(BaseModel):
    """A bookkeeping command, and the registrations that it touched before and after."""

    command_id: UUID
    kind: str = Field(description="`move`, `split`, `merge`, `duplicate`, `out` or `in`")
    first_position: int
    last_position: int
    before: int
    after: int
    residents_before: int
    residents_after: int
    conserved: bool


class ConservationBody(BaseModel):
    """Whether the population is conserved in an area, as of the last entry projected."""

    area: str
    as_of: int
    conserved: bool
    population: PopulationBody
    bookkeeping: list[BookedBody]


@router.get("/conservation", summary="人口守恒 / Conservation", responses=problems(*READS))
def get_conservation(
    service: TheService, signed_in: SignedIn, book: BookCode, area: Area = None
) -> ConservationBody:
    """Natural persons counted once, twice and never; each bookkeeping command before and after.

    Numbers alone. A record is opened, on record, only where it must be seen which of two ID numbers
    a person bears now.
    """
    reader = service.actor(signed_in, book)
    place = service.place(book, reader, area)
    permit(reader, Act.CROSS_CHECK, place)
    application = service.book(book).application
    service.wait_for_rows(book, application.head().size - 1)
    opener = RecordOpener(service, book, reader, Act.CROSS_CHECK)
    tokens = tokens_of(application, opener, application.roster().households_in(place))
    with service.connection() as connection:
        found = conservation(connection, book, tokens, place)
    people = found.population
    return ConservationBody(
        area=found.area,
        as_of=found.as_of,
        conserved=found.conserved,
        population=PopulationBody(
            registrations=people.registrations,
            residents=people.residents,
            by_rule=dict(people.by_rule),
            persons=people.persons,
            once=people.once,
            more=people.more,
            never=people.never,
            elsewhere=people.elsewhere,
        ),
        bookkeeping=[
            BookedBody(
                command_id=b.command_id,
                kind=b.kind,
                first_position=b.first_position,
                last_position=b.last_position,
                before=b.before,
                after=b.after,
                residents_before=b.residents_before,
                residents_after=b.residents_after,
                conserved=b.conserved,
            )
            for b in found.bookkeeping
        ],
    )
