"""What the auditor sees and says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from archive.domain.entity import Entity
from archive.domain.facts import Facts, Locator


class SlotState(StrEnum):
    COMPLETE = "complete"
    MISSING = "missing"
    PARTIAL = "partial"
    EXPIRED = "expired"
    MISMATCHED = "mismatched"
    CALIBER = "caliber"
    REVIEW = "review"
    NOT_APPLICABLE = "not_applicable"
    WAIVED = "waived"


class Severity(StrEnum):
    VETO = "veto"
    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Reason:
    code: str
    args: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided about a slot. `state` is a SlotState value; None = withdrawn."""

    requirement: str
    period: str
    state: SlotState
    reason: str
    actor: str
    at: str


@dataclass(frozen=True, slots=True)
class MatchDecision:
    """A person accepted or rejected a paper for a requirement."""

    document: str
    requirement: str
    accepted: bool
    actor: str
    at: str


@dataclass(frozen=True, slots=True)
class Paper:
    """One document as the auditor sees it: head fields after people's corrections, facts as read."""

    document: str
    entity: str | None
    year: int | None
    path: str
    state: str
    """Document state; `received` and `processing` are waiting papers without facts."""
    reason: str | None = None
    doctype: str | None = None
    doctype_confidence: float = 0.0
    by_person: frozenset[str] = frozenset()
    """Names of the head fields that a person or the declaration at hand-in fixed."""
    corrected: frozenset[str] = frozenset()
    """Those of them that a person corrected; they overrule the reading."""
    title: str | None = None
    number: str | None = None
    issuer: str | None = None
    date: date | None = None
    period: str | None = None
    received: datetime | None = None
    pages: int = 0
    doubtful_pages: int = 0
    unreadable_pages: int = 0
    sha256: str = ""
    facts: Facts = field(default_factory=Facts)
    notes: frozenset[str] = frozenset()
    """Codes of the document's notes (year_conflict, entity_conflict, garbled_text ...)."""


@dataclass(frozen=True, slots=True)
class Dossier:
    """Everything one entity filed for one year, and what is needed to judge it. Pure input."""

    entity: Entity
    year: int
    as_of: date
    papers: tuple[Paper, ...] = ()
    """Filed for this entity and year, withdrawn ones left out, in order of document id."""
    others: tuple[Paper, ...] = ()
    """Papers of the same entity filed for other years (former certificate cycles, last year's figures)."""
    undated: tuple[Paper, ...] = ()
    """Read papers of this entity whose assessment year nobody knows; they prove nothing and accuse nobody."""
    partners: Mapping[str, tuple[Paper, ...]] = field(default_factory=dict)
    """Papers of the entities that corroborate, by entity code, same year."""
    relatives: Mapping[str, Entity] = field(default_factory=dict)
    """The entities named in `partners` and the parent city, by code."""
    decisions: tuple[Decision, ...] = ()
    matches: tuple[MatchDecision, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    today: date | None = None
    """The instant of the run, for deadline windows only."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a person said about one contradiction: confirmed 真矛盾, caliber 口径不同, misread 识别错误."""

    contradiction: str
    verdict: str
    note: str
    actor: str
    at: str


@dataclass(frozen=True, slots=True)
class Slot:
    requirement: str
    period: str
    state: SlotState
    points: Decimal | None
    veto: bool
    gate: bool
    evidence: tuple[Locator, ...] = ()
    reasons: tuple[Reason, ...] = ()
    level: str = "required"
    decision: Decision | None = None
    """The human decision that made this state, when one did."""
    computed: SlotState | None = None
    """What the auditor would have said without the decision."""
    due: date | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """Codes and arguments only; words are chosen on display."""

    rule: str
    severity: Severity
    requirement: str | None = None
    cause: str | None = None
    args: Mapping[str, object] = field(default_factory=dict)
    evidence: tuple[Locator, ...] = ()
    verdict: Verdict | None = None


@dataclass(frozen=True, slots=True)
class Score:
    total: Decimal
    claimed: Decimal | None
    supported: Decimal
    at_risk: Decimal
    bonus: Decimal
    vetoed: bool
    grade: str | None
    scheme: str | None = None
    not_applicable: tuple[str, ...] = ()
    """Requirement ids that left the total."""


@dataclass(frozen=True, slots=True)
class Beside:
    """A paper that no slot used, and why."""

    document: str
    reason: str


@dataclass(frozen=True, slots=True)
class Matched:
    """What one document proves, as shown beside it."""

    document: str
    requirement: str
    period: str
    state: SlotState
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class EntityAudit:
    entity: str
    kind: str
    year: int
    slots: tuple[Slot, ...] = ()
    findings: tuple[Finding, ...] = ()
    score: Score | None = None
    beside: tuple[Beside, ...] = ()
    matches: tuple[Matched, ...] = ()
    """Per document and slot it was offered for; `state` is the verdict on that paper for that slot."""
