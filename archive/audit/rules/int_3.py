"""R-INT-3 工业强度恒等式: 工业增加值能耗 = 规上综合能源消费量 / 规上增加值."""

from __future__ import annotations

from collections.abc import Iterator

from archive.audit.bench import Bench
from archive.audit.identities import ENERGY, INTENSITY, MONEY, Identity, Part
from archive.audit.identities import relations as identical
from archive.audit.relations import Relation

CODE = "R-INT-3"
_INDUSTRY = frozenset({None, "规模以上工业"})
_IDENTITY = Identity(
    CODE,
    (
        Part("I-EIND", INTENSITY, 1, scopes=_INDUSTRY),
        Part("I-CONS", ENERGY, -1, scopes=_INDUSTRY),
        Part("I-IVA", MONEY, 1, scopes=_INDUSTRY),
    ),
    priced=("I-EIND", "I-IVA"),
    valued=("I-EIND", "I-CONS"),
    official=frozenset({"stat_confirm"}),
)


def relations(bench: Bench) -> Iterator[Relation]:
    """The intensity of industry against its own energy and added value."""
    yield from identical(bench, _IDENTITY)
