"""R-INT-2 降低率恒等式: 1 - 降低率 = (1 + 能耗增速) / (1 + GDP增速)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from archive.audit.bench import Bench
from archive.audit.identities import Identity, Part, rated
from archive.audit.identities import relations as identical
from archive.audit.printed import Printed
from archive.audit.relations import Relation

CODE = "R-INT-2"
_WHOLE = frozenset({None, "全社会"})
_IDENTITY = Identity(
    CODE,
    (
        rated(Part("I-EGDPR", {}, 1, scopes=_WHOLE), -1),
        rated(Part("I-EGRO", {}, -1, scopes=_WHOLE), 1),
        rated(Part("I-GDPG", {}, 1, scopes=_WHOLE), 1),
    ),
)


def relations(bench: Bench) -> Iterator[Relation]:
    """The three rates of one paper; the difference of the growth rates is the usual mistake."""
    for relation in identical(bench, _IDENTITY):
        fall, energy, product = (t.number for t in relation.terms)
        if any(isinstance(n, Printed) and n.figure.caliber.gdp_price == "现价" for n in (fall, product)):
            continue
        difference = product.interval.minus(energy.interval)
        yield replace(relation, wrong=difference, wrong_cause="percent_point")
