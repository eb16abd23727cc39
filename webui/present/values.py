"""Parts that several shapes share: values, boxes, places in papers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from archive.domain.content import Box
from archive.domain.facts import Locator

Json = dict[str, Any]


def where(locator: Locator | None) -> Json | None:
    if locator is None:
        return None
    shown: Json = {
        "document": locator.document,
        "page": locator.page,
        "box": box_of(locator.box),
        "quote": locator.quote,
    }
    if locator.cell:
        shown["cell"] = locator.cell
    return shown


def box_of(box: Box | None) -> list[float] | None:
    return [round(edge, 4) for edge in box] if box else None


def plain(value: Any) -> Any:
    """Numbers as JSON numbers, dates as ISO, nested values alike."""
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, float):
        return value
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(v) for v in value]
    names = getattr(type(value), "__dataclass_fields__", None)
    if names is not None:
        return {name: plain(getattr(value, name)) for name in names}
    return str(value)
