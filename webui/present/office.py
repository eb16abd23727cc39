"""JSON shapes of the office: entities, accounts, jobs, names, changes, custody."""

from __future__ import annotations

from collections.abc import Iterable

from archive.domain.entity import Entity
from archive.domain.records import Account, Change, Entry, HandIn, Job
from archive.i18n import advice
from archive.services.agreement import Damage
from archive.services.naming import UnknownName
from archive.services.registry import Imported
from archive.services.upkeep import Verification
from webui.present.values import Json, plain, where


def entities(found: Iterable[Entity]) -> Json:
    return {
        "entities": [
            {
                "code": e.code,
                "name": e.name,
                "kind": e.kind.value,
                "parent": e.parent,
                "aliases": [{"name": a.name, "since": a.since, "until": a.until} for a in e.aliases],
                "attributes": e.attributes,
            }
            for e in found
        ]
    }


def imported(result: Imported) -> Json:
    return {
        "added": result.added,
        "changed": result.changed,
        "unchanged": result.unchanged,
        "problems": [plain(p) for p in result.problems],
        "warnings": [plain(p) for p in result.warnings],
    }


def account(a: Account) -> Json:
    return {"name": a.name, "role": a.role, "entity": a.entity, "disabled": a.disabled}


def job(j: Job) -> Json:
    return {
        "job": j.id,
        "kind": j.kind,
        "document": j.document,
        "state": j.state,
        "attempts": j.attempts,
        "reason": j.reason,
        "advice": advice(j.reason),
        "created_at": plain(j.created_at),
        "started_at": plain(j.started_at),
        "finished_at": plain(j.finished_at),
    }


def entry(e: Entry) -> Json:
    return {
        "seq": e.seq,
        "at": e.at,
        "actor": e.actor,
        "verb": e.verb,
        "subject": e.subject,
        "details": dict(e.details),
        "hash": e.hash,
    }


def labels(names: Iterable[UnknownName]) -> Json:
    return {
        "labels": [
            {
                "label": name.text,
                "numbers": name.cells,
                "documents": name.documents,
                "evidence": where(name.locator),
                "suggestions": name.suggestions,
            }
            for name in names
        ]
    }


def hand_in(entity: str, year: int, made: HandIn | None) -> Json:
    return {
        "entity": entity,
        "year": year,
        "handed_in": made is not None,
        "by": made.actor if made else None,
        "at": plain(made.at) if made else None,
    }


def change(c: Change) -> Json:
    return {
        "change": c.id,
        "at": plain(c.at),
        "actor": c.actor,
        "verb": c.verb,
        "subject": c.subject,
        "reason": c.reason,
        "undone": c.undone,
    }


def damage(found: Iterable[Damage]) -> list[Json]:
    return [
        {
            "code": d.code,
            "subject": d.subject,
            "repairable": d.repairable,
            "grave": d.grave,
            **({"args": d.args} if d.args else {}),
        }
        for d in found
    ]


def verification(v: Verification) -> Json:
    return {
        "ok": not v.damage,
        "originals": v.originals,
        "entries": v.entries,
        "head": v.head,
        "damage": damage(v.damage),
    }
