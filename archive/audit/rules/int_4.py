"""R-INT-4 企业产值能耗: 万元产值能耗 = 综合能源消费量 / 产值."""

from __future__ import annotations

from collections.abc import Iterator

from archive.audit.bench import Bench
from archive.audit.identities import ENERGY, INTENSITY, MONEY, Identity, Part
from archive.audit.identities import relations as identical
from archive.audit.relations import Relation
from archive.domain.audit import Severity

CODE = "R-INT-4"
_OWN = frozenset(
    {"energy_usage_report", "enterprise_sheet", "stat_form", "production_report"}
    | {"self_report", "audit_report", "saving_calc", "financial_report"}
)
_IDENTITY = Identity(
    CODE,
    (Part("I-EOUT", INTENSITY, 1), Part("I-CONS", ENERGY, -1), Part("I-OUTV", MONEY, 1)),
    Severity.WARNING,
    priced=("I-EOUT", "I-OUTV"),
    official=_OWN,
)


def relations(bench: Bench) -> Iterator[Relation]:
    """The energy for output of a paper against its own energy and output; such papers know one output only."""
    yield from identical(bench, _IDENTITY)
