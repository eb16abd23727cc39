"""Who may do what: one table, role x verb."""

from __future__ import annotations

from dataclasses import dataclass

from archive.domain.search import Scope

READ = frozenset({"read", "search", "report"})
CLERK = READ | {"file", "correct", "withdraw", "retry", "unlock"}
APPROVER = CLERK | {"approve", "hand_in"}
INSPECTOR = READ | {"match", "decide", "audit", "retry"}
OFFICE = APPROVER | INSPECTOR | {"rulebook", "lock", "entities", "health", "custody", "assign"}
ADMIN = READ | {"file", "audit", "users", "entities", "engines", "health", "custody", "retry"}

RIGHTS: dict[str, frozenset[str]] = {
    "clerk": CLERK,
    "approver": APPROVER,
    "inspector": INSPECTOR,
    "office": OFFICE,
    "admin": ADMIN,
    "local": OFFICE | ADMIN,
}
"""`local` is whoever runs the command line on the machine itself; nobody can sign in as it."""

ROLES = ("clerk", "approver", "inspector", "office", "admin")

BOUND = frozenset({"clerk", "approver"})
"""Roles that make sense for one entity only."""


@dataclass(frozen=True, slots=True)
class Actor:
    """A signed-in person with the subtree that he may see."""

    name: str
    role: str
    entity: str | None
    scope: Scope

    def may(self, verb: str) -> bool:
        return verb in RIGHTS[self.role]

    def sees(self, entity: str | None) -> bool:
        """Papers without an entity are seen by those who see everything."""
        return self.scope.everything or (entity is not None and entity in self.scope.entities)


LOCAL = Actor("local", "local", None, Scope(everything=True))
SYSTEM = Actor("qijuan", "local", None, Scope(everything=True))
"""What the program does by itself stands in custody under its own name."""
