"""Turns checked rulebook data into values."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from archive.domain.rulebook import (
    Band,
    Checklist,
    Doctype,
    Due,
    Indicator,
    Names,
    Need,
    Requirement,
    Rulebook,
    RuleInfo,
    Scheme,
    Step,
)
from archive.rulebook.reading import Source, mapping, sequence

Raw = Mapping[str, object]


def build(source: Source) -> Rulebook:
    """The rulebook; the data has been checked before."""
    data = source.data
    lists = {
        str(raw["entity_type"]): _checklist(raw, source.digests[name])
        for name, raw in _folder(source, "checklists/")
    }
    bands = mapping(mapping(data["scoring/bands.yaml"])["grade_bands"])
    schemes = [_scheme(raw, bands) for name, raw in _folder(source, "scoring/") if "grade_bands" not in raw]
    return Rulebook(
        version=str(mapping(data["rules.yaml"]).get("schema_version", 1)),
        hash=source.hash,
        checklists=lists,
        doctypes={d.id: d for d in map(_doctype, _items(data["doctypes.yaml"], "types"))},
        schemes={s.id: s for s in schemes},
        indicators={i.id: i for i in map(_indicator, _items(data["indicators.yaml"], "indicators"))},
        rules={r.id: r for r in map(_rule, _items(data["rules.yaml"], "rules"))},
        causes={k: _names(v) for k, v in mapping(mapping(data["causes.yaml"])["causes"]).items()},
        calibers={k: mapping(v) for k, v in mapping(mapping(data["calibers.yaml"])["calibers"]).items()},
        metering=mapping(data["metering.yaml"]),
        calendar=mapping(data["calendar.yaml"]),
        coefficients={**mapping(data["coefficients.yaml"]), **mapping(data["units.yaml"])},
        archives=mapping(data["archives.yaml"]),
        departments={
            k: _words(v) for k, v in mapping(mapping(data["departments.yaml"])["department_aliases"]).items()
        },
    )


def _folder(source: Source, prefix: str) -> list[tuple[str, Raw]]:
    return [(n, mapping(d)) for n, d in sorted(source.data.items()) if n.startswith(prefix)]


def _items(data: object, key: str) -> list[Raw]:
    return [mapping(item) for item in sequence(mapping(data).get(key))]


def _words(value: object) -> tuple[str, ...]:
    return tuple(str(item) for item in sequence(value))


def _names(value: object) -> Names:
    return {k: str(v) for k, v in mapping(value).items()}


def number(value: object) -> Decimal | None:
    """A number of the file as it was written, never through binary fractions."""
    return None if value is None else Decimal(str(value))


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _checklist(raw: Raw, digest: str) -> Checklist:
    scheme = _text(raw.get("scheme"))
    return Checklist(
        kind=str(raw["entity_type"]),
        title=_names(raw["title"]),
        scheme=scheme,
        points_total=number(raw.get("points_total")),
        requirements=tuple(map(_requirement, _items(raw, "items"))),
        version=f"{scheme or raw['entity_type']}@sha256:{digest[:12]}",
    )


def _requirement(raw: Raw) -> Requirement:
    keywords = mapping(raw.get("keywords"))
    applies = raw.get("applies_when")
    return Requirement(
        id=str(raw["id"]),
        group=str(raw["group"]),
        title=_names(raw["title"]),
        level=str(raw["level"]),
        documents=_words(raw["documents"]),
        needs=tuple(map(_need, _items(raw, "needs"))),
        frequency=str(raw["frequency"]),
        validity=mapping(raw["validity"]),
        title_keywords=_words(keywords.get("title")),
        body_keywords=_words(keywords.get("body")),
        points=number(raw.get("points")),
        veto=bool(raw.get("veto")),
        gate=bool(raw.get("gate")),
        seal_required=bool(raw.get("seal_required")),
        due=_due(raw.get("due")),
        needs_caliber=_names(raw.get("needs_caliber")),
        applies_when=mapping(applies) if applies is not None else None,
        condition=_text(raw.get("condition")),
        department=_text(raw.get("department")),
        extract=_words(raw.get("extract")),
        cross_checks=_words(raw.get("cross_checks")),
        corroborated_by=_words(raw.get("corroborated_by")),
        scoring_ref=_text(raw.get("scoring_ref")),
        typical_gap=_text(raw.get("typical_gap")),
        basis=str(raw.get("basis", "inferred")),
        source=_words(raw.get("source")),
        topic=_words(keywords.get("topic")),
        caliber_indicators=_words(raw.get("caliber_indicators")),
    )


def _need(raw: Raw) -> Need:
    return Need(
        any_of=_words(raw["any_of"]),
        count=int(str(raw.get("count", 1))),
        per=str(raw.get("per", "year")),
        note=_text(raw.get("note")),
        topic=_words(raw.get("topic")),
        side=_text(raw.get("side")),
    )


def _due(value: object) -> Due | None:
    raw = mapping(value)
    if not raw:
        return None
    month, day = str(raw["month_day"]).split("-")
    years_after = str(raw["year"]).removeprefix("Y").removeprefix("+") or "0"
    return Due(int(years_after), int(month), int(day))


def _doctype(raw: Raw) -> Doctype:
    return Doctype(
        id=str(raw["id"]),
        name=_names(raw["name"]),
        keywords=_words(raw["keywords"]),
        fields=_words(raw.get("fields")),
        used_by=_words(raw.get("used_by")),
        signals=mapping(raw.get("signals")),
        topical=bool(raw.get("topical")),
        habits=frozenset(_words(raw.get("habits"))),
    )


def _range(value: object) -> tuple[Decimal, Decimal] | None:
    pair = sequence(value)
    return (Decimal(str(pair[0])), Decimal(str(pair[1]))) if pair else None


def _indicator(raw: Raw) -> Indicator:
    return Indicator(
        id=str(raw["id"]),
        name=str(raw["name"]),
        synonyms=_words(raw.get("synonyms")),
        unit_family=str(raw["unit_family"]),
        direction=str(raw["direction"]),
        units=_words(raw.get("units")),
        decimals=tuple(int(str(d)) for d in sequence(raw.get("decimals"))),
        range_warn=_range(raw.get("range_warn")),
        range_error=_range(raw.get("range_error")),
        formula=_text(raw.get("formula")),
        note=_text(raw.get("note")),
        products=tuple(_items(raw, "products")),
    )


def _rule(raw: Raw) -> RuleInfo:
    return RuleInfo(
        id=str(raw["id"]),
        severity=str(raw["severity"]),
        title=str(raw["title"]),
        formula=str(raw["formula"]),
        tolerance=str(raw["tolerance"]),
        note=_text(raw.get("note")),
        parameters=mapping(raw.get("parameters")),
    )


def _scheme(raw: Raw, bands: Raw) -> Scheme:
    target = mapping(raw.get("target"))
    bonus = mapping(target.get("bonus"))
    steps = [
        Step(Decimal(str(reach).rstrip("%")) / 100, Decimal(str(points)))
        for reach, points in mapping(target.get("steps")).items()
    ]
    return Scheme(
        id=str(raw["id"]),
        title=_names(raw["title"]),
        total=number(raw.get("total")),
        bands=tuple(map(_band, _items(bands.get(str(raw.get("bands"))), "bands"))),
        steps=tuple(sorted(steps, key=lambda s: -s.completion)),
        target_requirement=_text(target.get("requirement")),
        bonus_per_step=number(bonus.get("per_tenth", 0)) or Decimal(0),
        bonus_cap=number(bonus.get("cap", 0)) or Decimal(0),
        has=_words(raw.get("has")),
        items=tuple(_items(raw, "items")),
        target_actual=_text(target.get("actual")),
        target_goal=_text(target.get("goal")),
        points={k: Decimal(str(v)) for k, v in mapping(raw.get("points")).items()},
        bonus_items=tuple(_items(raw, "bonus_items")),
    )


def _band(raw: Raw) -> Band:
    return Band(
        grade=str(raw["grade"]),
        low=number(raw.get("min")),
        low_inclusive=bool(raw.get("min_inclusive")),
        high=number(raw.get("max")),
        high_inclusive=bool(raw.get("max_inclusive")),
    )
