"""Names of quantities that the rulebook does not know: listed, mapped by a person, read again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from archive.domain.actor import Actor
from archive.domain.clock import now
from archive.domain.document import DocumentState
from archive.domain.errors import Invalid, NotFound
from archive.domain.facts import Facts, Locator
from archive.domain.records import Head
from archive.domain.rulebook import Rulebook
from archive.ports import Store, Transaction
from archive.services.gate import require

SUGGESTED = 3
LIKE = 0.35
"""Share of common character pairs from which an indicator is worth suggesting."""
_NOTHING = "\x00"


@dataclass(slots=True)
class UnknownName:
    """A label that stands above or beside numbers; `suggestions` are ids of indicators, best first."""

    text: str
    cells: int
    documents: list[str]
    locator: Locator
    suggestions: list[str] = field(default_factory=list)


class Naming:
    def __init__(
        self, store: Store, rulebook: Callable[[], Rulebook], unpack: Callable[[bytes | None], Facts]
    ) -> None:
        self._store = store
        self._rulebook = rulebook
        self._unpack = unpack

    def unknown(self, actor: Actor, year: int | None = None) -> list[UnknownName]:
        """Labels nobody has mapped yet, those with most numbers first."""
        require(actor, "rulebook")
        found: dict[str, UnknownName] = {}
        with self._store.read() as tx:
            said = tx.synonyms.all()
            for head, facts in self._facts(tx, actor, year):
                for label in facts.unknown_labels:
                    if label.text in said:
                        continue
                    known = found.setdefault(label.text, UnknownName(label.text, 0, [], label.locator))
                    known.cells += label.cells
                    if known.documents[-1:] != [head.id]:
                        known.documents.append(head.id)
        names = self._names()
        for name in found.values():
            name.suggestions = suggestions(name.text, names)
        return sorted(found.values(), key=lambda name: (-name.cells, name.text))

    def mapped(self, actor: Actor) -> Mapping[str, str | None]:
        """What people said; None: names none of the indicators."""
        require(actor, "rulebook")
        with self._store.read() as tx:
            return tx.synonyms.all()

    def map(self, actor: Actor, label: str, indicator: str | None) -> list[str]:
        """Say what a label means (None: nothing that is audited); papers that print it are read again."""
        require(actor, "rulebook")
        label = label.strip()
        if len(label) < 2:
            raise Invalid(label, code="label_too_short")
        if indicator is not None and indicator not in self._rulebook().indicators:
            raise NotFound(indicator, code="indicator_unknown", indicator=indicator)
        with self._store.write() as tx:
            before = tx.synonyms.all().get(label, _NOTHING)
            documents = [
                head.id
                for head, facts in self._facts(tx, actor, None)
                if any(unknown.text == label for unknown in facts.unknown_labels)
            ]
            said: dict[str, object] = {"label": label, "documents": documents}
            put(tx, actor, {**said, "indicator": indicator})
            change = tx.changes.add(
                actor.name,
                now(),
                "named",
                label,
                before={**said, "indicator": before},
                after={**said, "indicator": indicator},
            )
            tx.custody.add(actor.name, "named", label, {"change": change, "after": {"indicator": indicator}})
        return documents if indicator is not None else []

    def _facts(self, tx: Transaction, actor: Actor, year: int | None) -> Iterable[tuple[Head, Facts]]:
        for head, packed in tx.documents.with_facts({} if year is None else {"year": year}):
            if head.withdrawn is None and actor.sees(head.entity):
                yield head, self._unpack(packed)

    def _names(self) -> dict[str, str]:
        """Every name of every indicator."""
        indicators = self._rulebook().indicators.values()
        return {name: found.id for found in indicators for name in (found.name, *found.synonyms)}


def put(tx: Transaction, actor: Actor, said: Mapping[str, Any]) -> None:
    """Write what a label means and read its papers again."""
    if said["indicator"] == _NOTHING:
        tx.synonyms.forget(said["label"])
    else:
        tx.synonyms.set(said["label"], said["indicator"], actor=actor.name, at=now())
    tx.meta.set("synonyms_version", now().isoformat())
    for document in said["documents"]:
        head = tx.documents.get(document)
        if head is not None and head.withdrawn is None:
            tx.documents.change(document, state=DocumentState.RECEIVED.value, reason=None)
            tx.jobs.add("process", document, now())


def suggestions(label: str, names: Mapping[str, str]) -> list[str]:
    """Indicators whose names share most character pairs with the label."""
    best: dict[str, float] = {}
    for name, indicator in names.items():
        best[indicator] = max(best.get(indicator, 0.0), _alike(label, name))
    ranked = sorted((id for id, share in best.items() if share >= LIKE), key=lambda id: (-best[id], id))
    return ranked[:SUGGESTED]


def _alike(one: str, other: str) -> float:
    pairs, others = ({text[i : i + 2] for i in range(len(text) - 1)} for text in (one, other))
    return 2 * len(pairs & others) / (len(pairs) + len(others)) if pairs and others else 0.0
