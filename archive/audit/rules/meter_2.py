"""R-METER-2 主要设备表覆盖: every device above the threshold power has a meter in B.6."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from archive.audit.bench import Bench
from archive.audit.lists import Row, list_rows
from archive.audit.parameters import asked_by, decimal
from archive.audit.views import folded
from archive.domain.audit import Finding, Severity, Slot

CODE = "R-METER-2"
_DEVICES = {
    "name": re.compile(r"设备名称|^名称"),
    "power": re.compile(r"(?:额定|装机)?功率.*kw|功率\(千瓦\)|容量\(kw\)"),
    "number": re.compile(r"设备编号|管理编号|位号"),
    "status": re.compile(r"状态|使用情况"),
}
_METERS = {
    "place": re.compile(r"安装(?:使用)?地点|使用地点|用途"),
    "name": re.compile(r"器具名称|仪表名称|^名称"),
}
_IDLE = re.compile(r"停用|备用|报废|封存|淘汰|拆除")
_SHOWN = 20


def check(bench: Bench, slots: Sequence[Slot]) -> Iterator[Finding]:
    """Devices of the equipment list that no meter of the instrument list is said to stand at."""
    threshold = decimal(bench, CODE, "kilowatts", "100")
    places = [
        folded(r.text("place")) for r in list_rows(bench, frozenset({"meter_list"}), _METERS, "place", "name")
    ]
    if not places or any(not place for place in places):
        return  # a list that leaves places open cannot show that one is absent
    devices = list_rows(bench, frozenset({"equipment_list"}), _DEVICES, "name", "power")
    large = [row for row in devices if _large(row, threshold)]
    bare = [row for row in large if not _metered(row, places)]
    # Where most places name no device, meters stand in switch rooms and the list cannot show what they measure.
    if bare and len(bare) * 2 <= len(large):
        args = {
            "items": [r.text("name") for r in bare[:_SHOWN]],
            "count": len(bare),
            "kilowatts": str(threshold),
        }
        where = tuple(r.row.locator for r in bare[:_SHOWN])
        yield Finding(CODE, Severity.WARNING, asked_by(bench, CODE), None, args, where)


def _large(row: Row, threshold: Decimal) -> bool:
    power = row.number("power")
    return power is not None and power >= threshold and not _IDLE.search(row.text("status"))


def _metered(row: Row, places: list[str]) -> bool:
    """The meter's place names the device, its number, or what is left of its name without a count."""
    name = re.sub(r"^\d+[#号]|[#号]?\d+$", "", folded(row.text("name")))
    number = folded(row.text("number"))
    return any(
        (len(name) >= 2 and name in place) or (len(number) >= 2 and number in place) for place in places
    )
