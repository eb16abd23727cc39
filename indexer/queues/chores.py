"""The regular duties of a home, each done by whoever's turn it is."""

from __future__ import annotations

import json
import logging
from collections import Counter
from collections.abc import Mapping
from datetime import timedelta

from archive.domain.clock import now
from archive.domain.errors import Unavailable
from archive.services.agreement import Damage
from archive.services.reminding import Reminding
from archive.services.reviving import Reviving
from archive.services.upkeep import Upkeep
from archive.storage.codec import unpack_facts
from indexer.indexing import rebuild, try_catch_up
from indexer.wiring import Parts, checkpoints, tika_version

STALL = timedelta(minutes=10)
MOST_SHOWN = 200
STALLED, EXPIRING, AGREED, VERIFIED = "stalled_since", "expiring", "fsck", "verify"
"""Where the newest result of each duty stands in the small facts of the home."""
log = logging.getLogger(__name__)


def index(parts: Parts) -> None:
    """Bring the search index up to date."""
    try_catch_up(parts.store, parts.hasty_index)


def checkpoint(parts: Parts) -> None:
    _upkeep(parts).checkpoint()


def revive(parts: Parts) -> int:
    """Once the Tika server answers, read what waited for it."""
    reviving = Reviving(parts.store)
    if not parts.settings.tika or not reviving.waiting():
        return 0
    try:
        tika_version(parts.settings)
    except Unavailable:
        return 0
    return len(reviving.revive())


def watch(parts: Parts) -> str | None:
    """Say when work waits and none gets done; returns since when, None while all is well."""
    moment = now()
    with parts.store.write() as tx:
        oldest = tx.jobs.oldest_waiting()
        stalled = (
            oldest is not None and oldest < moment - STALL and not tx.jobs.finished_since(moment - STALL)
        )
        known = tx.meta.get(STALLED) or ""
        since = (known or moment.isoformat(timespec="seconds")) if stalled else ""
        if since != known:
            tx.meta.set(STALLED, since)
    if since:
        log.error("work waits, and no worker has got any done since %s", since)
    return since or None


def remind(parts: Parts) -> int:
    """Certificates that run out soon, for whoever looks (`qijuan doctor`, the log)."""
    found = Reminding(parts.store, unpack_facts).expiring(now().date())
    shown = [
        {"entity": one.entity, "document": one.document, "until": one.valid_until.isoformat()}
        for one in found[:MOST_SHOWN]
    ]
    _keep(parts, EXPIRING, {"count": len(found), "first": shown})
    if found:
        log.warning(
            "%d certificates run out within two months, the first on %s", len(found), found[0].valid_until
        )
    return len(found)


def agree(parts: Parts) -> int:
    """Compare originals, rows, jobs, receipts and index; what is wrong is told, a person repairs."""
    try_catch_up(parts.store, parts.hasty_index)
    found, _ = _upkeep(parts).fsck()
    return _tell(parts, AGREED, found)


def verify(parts: Parts) -> int:
    """Hash every original again and walk the custody chain."""
    return _tell(parts, VERIFIED, list(_upkeep(parts).verify().damage))


def _tell(parts: Parts, key: str, found: list[Damage]) -> int:
    codes = Counter(damage.code for damage in found)
    _keep(parts, key, {"count": len(found), "codes": dict(codes)})
    if found:
        log.error("%s: %s", key, dict(codes))
    return len(found)


def _keep(parts: Parts, key: str, value: Mapping[str, object]) -> None:
    with parts.store.write() as tx:
        tx.meta.set(key, json.dumps({"at": now().isoformat(timespec="seconds"), **value}, ensure_ascii=False))


def _upkeep(parts: Parts) -> Upkeep:
    return Upkeep(
        parts.store,
        parts.blobs,
        lambda: parts.index,
        checkpoints(parts.settings.home),
        lambda: rebuild(parts.store, parts.index),
    )
