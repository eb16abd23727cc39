"""The database as services see it: one transaction, many repositories."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from archive.domain.search import Scope
from archive.ports.deciding import Accounts, Changes, Decisions, Entities, HandIns, Synonyms, Verdicts
from archive.ports.filing import Documents, Jobs, Papers, Receipts
from archive.ports.keeping import Agreement, CustodyLog, Meta, Runs


class Transaction(Protocol):
    """Everything inside happens or nothing does."""

    @property
    def documents(self) -> Documents: ...
    @property
    def papers(self) -> Papers: ...
    @property
    def entities(self) -> Entities: ...
    @property
    def accounts(self) -> Accounts: ...
    @property
    def receipts(self) -> Receipts: ...
    @property
    def jobs(self) -> Jobs: ...
    @property
    def decisions(self) -> Decisions: ...
    @property
    def changes(self) -> Changes: ...
    @property
    def hand_ins(self) -> HandIns: ...
    @property
    def verdicts(self) -> Verdicts: ...
    @property
    def synonyms(self) -> Synonyms: ...
    @property
    def runs(self) -> Runs: ...
    @property
    def custody(self) -> CustodyLog: ...
    @property
    def agreement(self) -> Agreement: ...
    @property
    def meta(self) -> Meta: ...


class Store(Protocol):
    """The only truth. `write` transactions are durable when they end."""

    def read(self, scope: Scope | None = None) -> AbstractContextManager[Transaction]:
        """One consistent moment. With *scope*, a database that can hides papers and receipts of other entities
        by itself, in case a query forgets to; the gate stays the one who decides."""
        ...

    def write(self) -> AbstractContextManager[Transaction]: ...

    def copy_to(self, target: Path) -> None:
        """A consistent copy while others write."""
        ...
