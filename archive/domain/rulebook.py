"""The rulebook as values; `archive.rulebook` reads it from `schemas/`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

Names = Mapping[str, str]
"""{"zh": ..., "en": ...}"""


@dataclass(frozen=True, slots=True)
class Need:
    """`per`: slot, year, previous_year, first_half, current, instrument."""

    any_of: tuple[str, ...]
    count: int = 1
    per: str = "year"
    note: str | None = None
    topic: tuple[str, ...] = ()
    """Words for this need alone, instead of the requirement's `topic`."""
    side: str | None = None
    """first | second: which party of a letter the entity must be; None = either."""


@dataclass(frozen=True, slots=True)
class Due:
    """Deadline of the document date; `years_after` 1 means the year after the assessment year."""

    years_after: int
    month: int
    day: int


@dataclass(frozen=True, slots=True)
class Requirement:
    id: str
    group: str
    title: Names
    level: str
    """required | conditional | supporting"""
    documents: tuple[str, ...]
    needs: tuple[Need, ...]
    frequency: str
    validity: Mapping[str, object]
    """{"rule": dated_in_period | covers_period | current_version | not_expired | all_months | all_quarters |
    two_consecutive_cycles | within_years | submitted_by, and its parameters}"""
    title_keywords: tuple[str, ...] = ()
    body_keywords: tuple[str, ...] = ()
    points: Decimal | None = None
    veto: bool = False
    gate: bool = False
    seal_required: bool = False
    due: Due | None = None
    needs_caliber: Mapping[str, str] = field(default_factory=dict)
    applies_when: Mapping[str, object] | None = None
    condition: str | None = None
    department: str | None = None
    """Word of the department checklist (统计, 发改 ... or ALL); None outside of it."""
    extract: tuple[str, ...] = ()
    cross_checks: tuple[str, ...] = ()
    corroborated_by: tuple[str, ...] = ()
    scoring_ref: str | None = None
    typical_gap: str | None = None
    basis: str = "inferred"
    source: tuple[str, ...] = ()
    topic: tuple[str, ...] = ()
    """Words in a title that show the topic; `甲+乙` asks for both."""
    caliber_indicators: tuple[str, ...] = ()
    """Figures that `needs_caliber` speaks of."""


@dataclass(frozen=True, slots=True)
class Checklist:
    kind: str
    title: Names
    scheme: str | None
    points_total: Decimal | None
    requirements: tuple[Requirement, ...]
    version: str
    """scheme or file name @sha256:first 12 digits of the file."""


@dataclass(frozen=True, slots=True)
class Doctype:
    id: str
    name: Names
    keywords: tuple[str, ...]
    fields: tuple[str, ...] = ()
    used_by: tuple[str, ...] = ()
    signals: Mapping[str, object] = field(default_factory=dict)
    """Further evidence for the classifier, our own: layout words, issuers, negative words."""
    topical: bool = False
    """A paper of this kind proves something only with the right topic."""
    habits: frozenset[str] = frozenset()
    """How its periods are read: series, periodic, cumulative, many_periods, by_date, yearly."""


@dataclass(frozen=True, slots=True)
class Indicator:
    id: str
    name: str
    synonyms: tuple[str, ...]
    unit_family: str
    direction: str
    units: tuple[str, ...] = ()
    decimals: tuple[int, ...] = ()
    range_warn: tuple[Decimal, Decimal] | None = None
    range_error: tuple[Decimal, Decimal] | None = None
    formula: str | None = None
    note: str | None = None
    products: tuple[Mapping[str, object], ...] = ()


@dataclass(frozen=True, slots=True)
class RuleInfo:
    id: str
    severity: str
    title: str
    formula: str
    tolerance: str
    note: str | None = None
    parameters: Mapping[str, object] = field(default_factory=dict)
    """What a city may tune; each rule's module says what its parameters mean."""


@dataclass(frozen=True, slots=True)
class Band:
    grade: str
    low: Decimal | None
    low_inclusive: bool
    high: Decimal | None
    high_inclusive: bool


@dataclass(frozen=True, slots=True)
class Step:
    """`completion` is a fraction of the target (0.9 = 90 %); reaching it earns `points`."""

    completion: Decimal
    points: Decimal


@dataclass(frozen=True, slots=True)
class Scheme:
    id: str
    title: Names
    total: Decimal | None
    bands: tuple[Band, ...]
    steps: tuple[Step, ...] = ()
    """Step function of the target line, best first."""
    target_requirement: str | None = None
    bonus_per_step: Decimal = Decimal(0)
    bonus_cap: Decimal = Decimal(0)
    has: tuple[str, ...] = ()
    items: tuple[Mapping[str, object], ...] = ()
    target_actual: str | None = None
    """Indicator that says what was reached."""
    target_goal: str | None = None
    """Indicator that says what was asked."""
    points: Mapping[str, Decimal] = field(default_factory=dict)
    """Points of requirements where they differ from the checklist."""
    bonus_items: tuple[Mapping[str, object], ...] = ()


@dataclass(frozen=True, slots=True)
class Rulebook:
    version: str
    hash: str
    checklists: Mapping[str, Checklist]
    """By entity kind: county, department, enterprise."""
    doctypes: Mapping[str, Doctype]
    schemes: Mapping[str, Scheme]
    indicators: Mapping[str, Indicator]
    rules: Mapping[str, RuleInfo]
    causes: Mapping[str, Mapping[str, str]]
    """Closed list; its words by language."""
    calibers: Mapping[str, Mapping[str, object]]
    metering: Mapping[str, object]
    calendar: Mapping[str, object]
    coefficients: Mapping[str, object]
    archives: Mapping[str, object]
    departments: Mapping[str, tuple[str, ...]]
    """Word of the department checklist -> names that offices had across reforms."""

    def requirement(self, id: str) -> Requirement | None:
        return self.requirements.get(id)

    @property
    def requirements(self) -> Mapping[str, Requirement]:
        return {r.id: r for c in self.checklists.values() for r in c.requirements}
