"""An audit of many entities is judged by the workers of a cluster, and is the one that a single machine makes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import pytest

from archive.domain.actor import LOCAL
from archive.domain.audit import EntityAudit
from archive.services.auditing import Auditing
from archive.storage.codec import pack_audit
from indexer.queues.broker import CeleryBroker, make_app
from indexer.queues.fanning import FannedAudits
from tests.conftest import NOTICE
from tests.servers.running import free_port
from tests.servers_flows.crew import end, until, workers

YEAR, DAY = 2008, date(2008, 12, 31)
COUNTIES = [f"9901{n:02d}" for n in range(1, 41)]


class Overheard:
    """What workers delivered of what was asked."""

    def __init__(self, inner: FannedAudits) -> None:
        self.inner = inner
        self.answers: list[Mapping[str, EntityAudit]] = []

    def __call__(
        self, codes: Sequence[str], year: int, day: date, bases: Mapping[str, str]
    ) -> Mapping[str, EntityAudit]:
        self.answers.append(self.inner(codes, year, day, bases))
        return self.answers[-1]


@pytest.fixture
def city(office, hand_in, read_all):
    """Forty counties, each with a paper of its own."""
    rows = [{"code": c, "name": f"第{c[4:]}县", "kind": "county", "parent": "990100"} for c in COUNTIES]
    office.registry.load(LOCAL, rows)
    for code in COUNTIES:
        hand_in({f"{code}.txt": f"{NOTICE}{code}万元GDP能耗下降4.{code[4:]}%。\n".encode()}, code, YEAR)
    read_all()
    return office


def judged(auditing: Auditing) -> dict[str, bytes]:
    return {r.entity: pack_audit(r) for r in auditing.judge(LOCAL, YEAR, COUNTIES, DAY)}


def fanned(office, url: str, patience: float) -> Overheard:
    return Overheard(FannedAudits(office.parts.store, lambda: CeleryBroker(make_app(url)), patience))


def alone(office) -> dict[str, bytes]:
    return judged(Auditing(office.parts.store, lambda: office.parts.rulebook))


def spread(office, helpers: Overheard) -> dict[str, bytes]:
    return judged(Auditing(office.parts.store, lambda: office.parts.rulebook, helpers, worth_papers=1))


def test_workers_judge_what_one_machine_would(city, redis_url):
    """Byte for byte, and all of it was judged by them."""
    expected = alone(city)
    helpers = fanned(city, redis_url, patience=60)
    with workers(city.settings.home, redis_url):
        assert spread(city, helpers) == expected
    assert [sorted(answer) for answer in helpers.answers] == [COUNTIES]


def test_workers_that_die_leave_the_rest_to_the_asker(city, redis_url):
    """Nobody there, and killed in the middle: the audit is whole and the same."""
    expected = alone(city)
    nobody = fanned(city, redis_url, patience=1)
    assert spread(city, nobody) == expected
    assert nobody.answers == [{}]
    with workers(city.settings.home, redis_url) as running:
        helpers = fanned(city, redis_url, patience=5)
        until(lambda: all(process.poll() is None for process in running), "workers run")
        end(running[0])
        assert spread(city, helpers) == expected


def test_an_audit_needs_no_broker(city):
    """A queue that is down costs the spreading, not the audit."""
    helpers = fanned(city, f"redis://127.0.0.1:{free_port()}/0", patience=5)
    assert spread(city, helpers) == alone(city)
    assert helpers.answers == [{}]
