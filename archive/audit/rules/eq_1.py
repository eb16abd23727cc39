"""R-EQ-1 淘汰设备在用: equipment models on the eliminated catalogue must not be in the in-use list."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from archive.audit.bench import Bench
from archive.audit.lists import list_rows
from archive.audit.parameters import asked_by, parameter
from archive.audit.views import folded
from archive.domain.audit import Finding, Severity, Slot

CODE = "R-EQ-1"
_HEADS = {
    "name": re.compile(r"设备名称|^名称"),
    "model": re.compile(r"型号"),
    "status": re.compile(r"状态|使用情况|备注|处置"),
}
_GONE = re.compile(r"停用|报废|封存|淘汰|拆除|已换|更换|更新")
_PLAN = re.compile(r"淘汰")
_WORDS = re.compile(r"[^0-9a-z/.\-]+")
_SHOWN = 20


def check(bench: Bench, slots: Sequence[Slot]) -> Iterator[Finding]:
    """Devices in use whose whole model is of a family that the catalogue of a past year eliminates."""
    families = _families(bench)
    found = []
    for row in list_rows(bench, frozenset({"equipment_list"}), _HEADS, "model"):
        if _GONE.search(row.text("status")) or _PLAN.search(row.row.caption + (row.view.paper.title or "")):
            continue
        family = next((f.name for f in families if f.has(row.text("name"), row.text("model"))), None)
        if family is not None:
            found.append((row, family))
    if found:
        args = {
            "items": [r.text("name") for r, _ in found[:_SHOWN]],
            "models": [r.text("model") for r, _ in found[:_SHOWN]],
            "families": sorted({family for _, family in found}),
            "count": len(found),
        }
        places = tuple(r.row.locator for r, _ in found[:_SHOWN])
        yield Finding(CODE, Severity.ERROR, asked_by(bench, CODE), None, args, places)


@dataclass(frozen=True, slots=True)
class Family:
    """Models of a catalogue; `device` is what a thing is called whose model other things have, too."""

    name: str
    model: re.Pattern[str]
    device: re.Pattern[str] | None

    def has(self, device: str, model: str) -> bool:
        """A column of names and models has the model behind the name."""
        words = _WORDS.split(folded(model))
        named = self.device is None or self.device.search(folded(device + model)) is not None
        return named and any(self.model.match(word) for word in words)


def _families(bench: Bench) -> list[Family]:
    """What was eliminated by the end of the assessment year."""
    listed = parameter(bench, CODE, "catalogue")
    entries = [e for e in listed if isinstance(e, dict)] if isinstance(listed, (list, tuple)) else []
    return [
        Family(
            str(entry["family"]),
            re.compile(str(entry["model"]), re.IGNORECASE),
            re.compile(str(entry["device"])) if entry.get("device") else None,
        )
        for entry in entries
        if int(entry["year"]) <= bench.dossier.year
    ]
