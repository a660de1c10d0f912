"""Who may do what when, written down from the workflow's description and not from the code.

It knows households by their step and by who worked on them, and says of any act whether it is to
succeed. What the book answers is compared with it, act after act.
"""

from __future__ import annotations

from dataclasses import dataclass, field

ENUMERATOR, SUPERVISOR, COMMUNITY, TOWNSHIP, COUNTY = (
    "enumerator",
    "supervisor",
    "community_office",
    "township_office",
    "county_office",
)
HELD = {"registered", "returned"}
TURN = {
    SUPERVISOR: "submitted",
    COMMUNITY: "supervisor_approved",
    TOWNSHIP: "community_accepted",
    COUNTY: "township_accepted",
}
"""In which step each level finds a record that is its turn to review."""
AFTER = {
    SUPERVISOR: "supervisor_approved",
    COMMUNITY: "community_accepted",
    TOWNSHIP: "township_accepted",
    COUNTY: "county_accepted",
}
"""The step that each level's approval leads to."""
APPROVED = set(AFTER.values())
ACCEPTED = "county_accepted"
DONE = {ACCEPTED, "withdrawn"}


@dataclass(frozen=True)
class Actor:
    """An account with its role and the areas that it answers for."""

    account: str
    role: str
    area: str

    def covers(self, place: str) -> bool:
        """Whether the place lies in the area."""
        return place.startswith(self.area)


@dataclass
class Household:
    """A household as the workflow sees it."""

    block: str
    step: str = "listed"
    worked_by: set[str] = field(default_factory=set)
    persons: int = 0


@dataclass
class Oracle:
    """The blocks that are closed and the phases that are open; ``begun``: registration was."""

    phases: set[str]
    begun: bool
    closed: set[str] = field(default_factory=set)

    def field_worker(self, actor: Actor, block: str) -> bool:
        """Whether somebody goes from door to door there."""
        return actor.role in {ENUMERATOR, SUPERVISOR} and actor.covers(block)

    def lists(self, actor: Actor, block: str) -> bool:
        """Put a household on the list."""
        return (
            self.field_worker(actor, block)
            and bool(self.phases & {"listing", "short_registration", "long_registration"})
            and block not in self.closed
        )

    def registers(self, actor: Actor, home: Household) -> bool:
        """Take in the short form of a family."""
        return (
            self.field_worker(actor, home.block)
            and "short_registration" in self.phases
            and home.step == "listed"
            and home.block not in self.closed
        )

    def changes(self, actor: Actor, home: Household) -> bool:
        """Amend or submit a record that is held."""
        return (
            self.field_worker(actor, home.block)
            and bool(self.phases & {"short_registration", "long_registration", "cross_check"})
            and home.step in HELD
            and home.block not in self.closed
        )

    def reviews(self, actor: Actor, home: Household) -> bool:
        """Approve or return: in turn, and never one's own work."""
        return (
            actor.role in TURN
            and actor.covers(home.block)
            and self.begun
            and home.step == TURN[actor.role]
            and actor.account not in home.worked_by
        )

    def corrects(self, actor: Actor, home: Household, document: bool, second: Actor | None) -> bool:
        """Correct an approved record."""
        return (
            actor.role in {TOWNSHIP, COUNTY}
            and actor.covers(home.block)
            and home.step in APPROVED
            and self.signed(actor, home, document, second, {TOWNSHIP, COUNTY})
        )

    def withdraws(
        self, actor: Actor, home: Household, document: bool, second: Actor | None
    ) -> bool:
        """Let a registration count no more; of a closed block as an accepted one is corrected.

        A line that nobody registered stays, as nobody visits here.
        """
        if not self.begun:
            return False
        if home.step in HELD | {"submitted"}:
            allowed = {SUPERVISOR, TOWNSHIP, COUNTY}
            return (
                actor.role in allowed
                and actor.covers(home.block)
                and self.fit_second(actor, home, second, allowed)
            )
        return (
            actor.role in {TOWNSHIP, COUNTY}
            and actor.covers(home.block)
            and home.step in APPROVED
            and self.signed(actor, home, document, second, {TOWNSHIP, COUNTY})
        )

    def reopens(self, actor: Actor, home: Household, second: Actor | None) -> bool:
        """Take back what one's own level approved last."""
        return (
            actor.role in AFTER
            and actor.covers(home.block)
            and self.begun
            and home.block not in self.closed
            and home.step == AFTER[actor.role]
            and self.signed(actor, home, True, second, set(AFTER))
        )

    def closes(self, actor: Actor, block: str, homes: list[Household]) -> bool:
        """Close a block: everybody on its list is accepted, or counts no more."""
        return (
            actor.role == COUNTY
            and self.begun
            and block not in self.closed
            and all(home.step in DONE for home in homes if home.block == block)
        )

    def signed(
        self,
        actor: Actor,
        home: Household,
        document: bool,
        second: Actor | None,
        roles: set[str],
    ) -> bool:
        """Whether the grounds suffice: a document, and of an accepted record a second person."""
        if home.step == ACCEPTED and second is None:
            return False
        return document and self.fit_second(actor, home, second, roles)

    def fit_second(
        self, actor: Actor, home: Household, second: Actor | None, roles: set[str]
    ) -> bool:
        """Whether a second person, where one signs, could do the act too and is independent.

        The county's two offices were there when the book was opened; the first appointed all
        others.
        """
        if second is None:
            return True
        pair = {actor.account, second.account}
        independent = len(pair) == 2 and (pair <= FOUNDERS or "county-1" not in pair)
        return second.role in roles and second.covers(home.block) and independent


FOUNDERS = {"county-1", "county-2"}
