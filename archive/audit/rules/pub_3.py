"""R-PUB-3 人均/面积指标: 人均 = 总量/人数; 单位面积 = (总量 - 用车油)/面积."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from archive.audit.bench import Bench
from archive.audit.identities import AREA, COUNT, Identity, Part
from archive.audit.identities import relations as identical
from archive.audit.relations import Relation

CODE = "R-PUB-3"
_KG = {"tce": Decimal(1000), "吨标准煤": Decimal(1000), "kgce": Decimal(1), "千克标准煤": Decimal(1)}
_PER_PERSON = {"kgce/person": Decimal(1), "千克标准煤/人": Decimal(1)}
_PER_AREA = {"kgce/m2": Decimal(1), "千克标准煤/平方米": Decimal(1)}
_PAPERS = frozenset({"pub_inst_report", "stat_form", "ledger", "self_report"})


def relations(bench: Bench) -> Iterator[Relation]:
    """Energy per head and per area of a public institution against its own totals.

    The oil of its cars leaves the area's total; a paper that prints no total without it is asked, not accused.
    """
    for energy in ("I-CONS", "I-ETOT"):
        head = Identity(CODE, (Part("I-PPC", _PER_PERSON), Part(energy, _KG, -1), Part("I-PEOPLE", COUNT)))
        area = Identity(CODE, (Part("I-PPA", _PER_AREA), Part(energy, _KG, -1), Part("I-AREA", AREA)))
        yield from identical(bench, head)
        for relation in identical(bench, area):
            yield relation if _above(relation) else replace(relation, ask="scope")


def _above(relation: Relation) -> bool:
    """More for the area than the whole energy gives: no oil of cars explains that."""
    fit = relation.fit(0)
    return fit is not None and relation.terms[0].number.interval.low > fit.high
