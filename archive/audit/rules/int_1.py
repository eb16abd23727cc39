"""R-INT-1 能耗强度恒等式: 单位GDP能耗 = 能源消费总量 / GDP, in one paper and one caliber."""

from __future__ import annotations

from collections.abc import Iterator

from archive.audit.bench import Bench
from archive.audit.identities import ENERGY, INTENSITY, MONEY, Identity, Part
from archive.audit.identities import relations as identical
from archive.audit.relations import Relation

CODE = "R-INT-1"
_WHOLE = frozenset({None, "全社会"})
_IDENTITY = Identity(
    CODE,
    (
        Part("I-EGDP", INTENSITY, 1, scopes=_WHOLE),
        Part("I-ETOT", ENERGY, -1, scopes=_WHOLE),
        Part("I-GDPC", MONEY, 1, scopes=_WHOLE),
    ),
    priced=("I-EGDP", "I-GDPC"),
    valued=("I-EGDP", "I-ETOT"),
    official=frozenset({"stat_confirm"}),
)


def relations(bench: Bench) -> Iterator[Relation]:
    """The intensity of a paper against its own energy and GDP."""
    yield from identical(bench, _IDENTITY)
