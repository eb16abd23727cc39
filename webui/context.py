"""The services of one home, put together; the command line, the pages and the API all start here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property

from archive.domain.audit import EntityAudit
from archive.domain.errors import client_of
from archive.services.accounts import Accounts
from archive.services.auditing import Auditing
from archive.services.binding import Binding
from archive.services.deciding import Deciding
from archive.services.gate import Gate
from archive.services.handing_in import HandingIn
from archive.services.health import Watch
from archive.services.intake import Intake
from archive.services.naming import Naming
from archive.services.papers import Papers
from archive.services.pronouncing import Pronouncing
from archive.services.registry import Registry
from archive.services.reporting import Reporting, page_links
from archive.services.searching import Searching
from archive.services.upkeep import Upkeep
from archive.settings import Settings
from archive.storage.codec import unpack_facts
from indexer.indexing import rebuild
from indexer.queues.fanning import FannedAudits, Judges
from indexer.spreading import ForkedAudits
from indexer.wiring import Parts, build, checkpoints
from webui.passwords import Argon2Hasher


class Office:
    """One verb a method call away: `office.intake.receive(...)`, `office.papers.show(...)`."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self.settings = parts.settings

    @classmethod
    def open(cls, settings: Settings | None = None) -> Office:
        """Raise Unavailable(`not_initialised`) when there is no home yet."""
        return cls(build(settings))

    @cached_property
    def gate(self) -> Gate:
        return Gate(self.parts.store)

    @cached_property
    def intake(self) -> Intake:
        return Intake(self.parts.blobs, self.parts.store, self.parts.unpacker, self.settings.limits)

    @cached_property
    def auditing(self) -> Auditing:
        return Auditing(self.parts.store, lambda: self.parts.rulebook, self._helpers)

    def _helpers(
        self, codes: Sequence[str], year: int, day: date, bases: Mapping[str, str]
    ) -> Mapping[str, EntityAudit]:
        """The workers of the cluster, or processes of this machine."""
        if self.settings.queue:
            return FannedAudits(self.parts.store, self._judges)(codes, year, day, bases)
        url, count = self.settings.database_url, self.settings.worker_count
        return ForkedAudits(url, self.parts.rulebook, count)(codes, year, day, bases)

    def _judges(self) -> Judges:
        with client_of("celery"):
            from indexer.queues.broker import CeleryBroker, make_app
        return CeleryBroker(make_app(self.settings.queue))

    @cached_property
    def papers(self) -> Papers:
        return Papers(
            self.parts.store,
            self.parts.blobs,
            self.auditing,
            lambda: self.parts.reader,
            self.settings.limits,
            self.parts.unseal,
            unpack_facts,
        )

    @cached_property
    def searching(self) -> Searching:
        return Searching(self.parts.store, lambda: self.parts.index)

    @cached_property
    def deciding(self) -> Deciding:
        return Deciding(self.parts.store, lambda: self.parts.rulebook, self.parts.seal)

    @cached_property
    def naming(self) -> Naming:
        return Naming(self.parts.store, lambda: self.parts.rulebook, unpack_facts)

    @cached_property
    def pronouncing(self) -> Pronouncing:
        return Pronouncing(self.parts.store, self.auditing)

    @cached_property
    def handing_in(self) -> HandingIn:
        return HandingIn(self.parts.store)

    @cached_property
    def binding(self) -> Binding:
        return Binding(
            self.parts.store,
            self.parts.blobs,
            lambda: self.parts.reader,
            self.parts.bind_pictures,
            self.settings.limits,
        )

    @cached_property
    def registry(self) -> Registry:
        return Registry(self.parts.store)

    @cached_property
    def accounts(self) -> Accounts:
        return Accounts(self.parts.store, Argon2Hasher())

    @cached_property
    def reporting(self) -> Reporting:
        from archive.reports import RENDERERS

        site = self.settings.site or f"http://{self.settings.host}:{self.settings.port}"
        return Reporting(
            self.parts.store, self.auditing, lambda: self.parts.rulebook, RENDERERS, page_links(site)
        )

    @cached_property
    def watch(self) -> Watch:
        return Watch(self.parts.store, lambda: self.parts.index, self.settings.home)

    @cached_property
    def upkeep(self) -> Upkeep:
        return Upkeep(
            self.parts.store,
            self.parts.blobs,
            lambda: self.parts.index,
            checkpoints(self.settings.home),
            lambda: rebuild(self.parts.store, self.parts.index),
        )

    def close(self) -> None:
        self.parts.close()
