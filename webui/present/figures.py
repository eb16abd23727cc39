"""JSON shapes of figures."""

from __future__ import annotations

from archive.domain.facts import Caliber, Figure
from webui.present.values import Json, box_of


def figure(f: Figure) -> Json:
    return {
        "indicator": f.indicator,
        "entity": f.entity,
        "period": f.period,
        "caliber": caliber(f.caliber),
        "vintage": f.vintage,
        "value": str(f.value),
        "low": str(f.low),
        "high": str(f.high),
        "unit": f.unit,
        "canonical": {"value": str(f.canonical_value), "unit": f.canonical_unit},
        "item": f.item,
        "label": f.label,
        "wording": f.wording,
        "document": f.locator.document,
        "page": f.locator.page,
        "box": box_of(f.locator.box),
        "cell": f.locator.cell,
        "quote": f.locator.quote,
        "confidence": round(f.confidence, 3),
    }


def caliber(c: Caliber) -> Json:
    return {
        "electricity_value": c.electricity_value,
        "gdp_price": c.gdp_price,
        "period": c.period,
        "scope": c.scope,
    }
