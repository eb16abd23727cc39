"""What must hold between the files of a rulebook."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

from archive.rulebook.reading import FOLDERS, PACKAGED, SINGLE, Mistake, Place, Source, mapping, sequence
from archive.rulebook.shapes import faults, shape

ATTRIBUTES_OF_TARGET = ("actual", "goal")


def mistakes(source: Source) -> list[Mistake]:
    """Every mistake of the files, each file's shape first, then what must agree between files."""
    found = list(source.mistakes)
    for name, data in source.data.items():
        found.extend(_shape_mistakes(name, data))
    found.extend(
        Mistake(f"{name}.yaml", (), "missing_file", "the file is missing")
        for name in SINGLE
        if f"{name}.yaml" not in source.paths
    )
    if not found:
        found.extend(_between(source))
    return found


def _schema_of(name: str) -> str | None:
    folder, _, stem = name.rpartition("/")
    stem = stem.removesuffix(".yaml")
    if folder == "checklists":
        return "checklist"
    if folder == "scoring":
        return "bands" if stem == "bands" else "scheme"
    return stem if stem in SINGLE else None


def _shape_mistakes(name: str, data: object) -> Iterator[Mistake]:
    schema = _schema_of(name)
    if schema is None:
        yield Mistake(
            name, (), "unknown_file", f"no file of this name belongs to a rulebook; folders: {FOLDERS}"
        )
        return
    root = shape(PACKAGED / "json" / f"{schema}.schema.json")
    for place, code, text in faults(data, root, root):
        yield Mistake(name, place, code, text)


class _Known:
    """Ids that the files may name."""

    def __init__(self, source: Source) -> None:
        data = source.data
        self.doctypes = _ids(data["doctypes.yaml"], "types")
        self.rules = _ids(data["rules.yaml"], "rules")
        self.indicators = _ids(data["indicators.yaml"], "indicators")
        self.families = set(mapping(mapping(data["units.yaml"])["unit_families"]))
        self.sources = set(mapping(mapping(data["sources.yaml"])["sources"]))
        self.departments = set(mapping(mapping(data["departments.yaml"])["department_aliases"]))
        self.calibers = mapping(mapping(data["calibers.yaml"])["calibers"])
        self.bands = set(mapping(mapping(data["scoring/bands.yaml"])["grade_bands"]))
        lists = [n for n in data if n.startswith("checklists/")]
        self.requirements = set[str]().union(*(_ids(data[n], "items") for n in lists))
        self.schemes = {str(mapping(d).get("id")) for n, d in data.items() if n.startswith("scoring/")}
        self.schemes |= {"JJF1356"}  # a list of papers, not a scheme with points


def _ids(data: object, key: str) -> set[str]:
    return {str(mapping(item).get("id")) for item in sequence(mapping(data).get(key))}


def _between(source: Source) -> Iterator[Mistake]:
    known = _Known(source)
    for name, key in (("doctypes.yaml", "types"), ("rules.yaml", "rules"), ("indicators.yaml", "indicators")):
        yield from _doubles(name, key, source.data[name], {})
    seen: dict[str, str] = {}
    kinds: dict[str, str] = {}
    for name, data in sorted(source.data.items()):
        if name.startswith("checklists/"):
            yield from _doubles(name, "items", data, seen)
            yield from _checklist(name, mapping(data), known)
            kind = str(mapping(data)["entity_type"])
            if kind in kinds:
                yield Mistake(name, ("entity_type",), "double_id", f"{kind} has a checklist in {kinds[kind]}")
            kinds[kind] = name
        elif name.startswith("scoring/") and name != "scoring/bands.yaml":
            yield from _scheme(name, mapping(data), known)
    for index, item in enumerate(sequence(mapping(source.data["doctypes.yaml"])["types"])):
        used = sequence(mapping(item).get("used_by"))
        place: Place = ("types", index, "used_by")
        yield from _unknown("doctypes.yaml", place, used, known.requirements, "requirement")


def _doubles(name: str, key: str, data: object, seen: dict[str, str]) -> Iterator[Mistake]:
    for index, item in enumerate(sequence(mapping(data).get(key))):
        id = str(mapping(item).get("id"))
        if id in seen:
            yield Mistake(name, (key, index, "id"), "double_id", f"{id} is also in {seen[id]}")
        seen[id] = name


def _unknown(
    name: str, place: Place, values: object, known: set[str] | Mapping[str, object], what: str
) -> Iterator[Mistake]:
    for index, value in enumerate(sequence(values)):
        if str(value) not in known:
            yield Mistake(name, (*place, index), f"unknown_{what}", f"{value} is no known {what}")


def _checklist(name: str, data: Mapping[str, object], known: _Known) -> Iterator[Mistake]:
    scheme = data.get("scheme")
    if scheme is not None and str(scheme) not in known.schemes:
        yield Mistake(name, ("scheme",), "unknown_scheme", f"{scheme} is no known scheme")
    total = Decimal(0)
    for index, item in enumerate(sequence(data["items"])):
        raw = mapping(item)
        yield from _requirement(name, ("items", index), raw, known)
        if raw.get("level") != "supporting" and raw.get("points") is not None:
            total += Decimal(str(raw["points"]))
    wanted = data.get("points_total")
    if wanted is not None and total != Decimal(str(wanted)):
        yield Mistake(name, ("points_total",), "points_sum", f"the lines add up to {total}, not {wanted}")


def _requirement(name: str, at: Place, raw: Mapping[str, object], known: _Known) -> Iterator[Mistake]:
    documents = [str(d) for d in sequence(raw["documents"])]
    yield from _unknown(name, (*at, "documents"), documents, known.doctypes, "doctype")
    for index, need in enumerate(sequence(raw["needs"])):
        kinds = sequence(mapping(need)["any_of"])
        yield from _unknown(name, (*at, "needs", index, "any_of"), kinds, known.doctypes, "doctype")
        for position, kind in enumerate(kinds):
            if kind in known.doctypes and kind not in documents:
                place = (*at, "needs", index, "any_of", position)
                yield Mistake(name, place, "not_in_documents", f"{kind} is not among documents")
    yield from _unknown(name, (*at, "cross_checks"), raw.get("cross_checks"), known.rules, "rule")
    partners = raw.get("corroborated_by")
    yield from _unknown(name, (*at, "corroborated_by"), partners, known.requirements, "requirement")
    yield from _unknown(name, (*at, "source"), raw.get("source"), known.sources, "source")
    for facet, word in mapping(raw.get("needs_caliber")).items():
        if word not in mapping(known.calibers.get(facet)):
            place = (*at, "needs_caliber", facet)
            yield Mistake(name, place, "unknown_caliber", f"{word} is no word of {facet}")
    yield from _condition(name, (*at, "applies_when"), mapping(raw.get("applies_when")), known)
    yield from _date(name, (*at, "due", "month_day"), mapping(raw.get("due")).get("month_day"))
    yield from _frequency(name, at, raw)


def _condition(name: str, at: Place, raw: Mapping[str, object], known: _Known) -> Iterator[Mistake]:
    asked = raw.get("scheme_has")
    if asked is not None and str(asked) not in known.requirements | known.indicators:
        yield Mistake(
            name, (*at, "scheme_has"), "unknown_id", f"{asked} is no known requirement or indicator"
        )


def _date(name: str, at: Place, value: object) -> Iterator[Mistake]:
    if value is None:
        return
    month, day = str(value).split("-")
    try:
        date(2001, int(month), int(day))  # no leap year: a deadline must exist every year
    except ValueError:
        yield Mistake(name, at, "bad_date", f"{value} is no day of every year")


_FITTING = {
    "all_months": "monthly",
    "all_quarters": "quarterly",
    "two_consecutive_cycles": "rolling_two_cycles",
}


def _frequency(name: str, at: Place, raw: Mapping[str, object]) -> Iterator[Mistake]:
    validity = mapping(raw["validity"])
    wanted = _FITTING.get(str(validity["rule"]))
    if wanted is not None and raw["frequency"] != wanted:
        text = f"{validity['rule']} goes with frequency {wanted}, not {raw['frequency']}"
        yield Mistake(name, (*at, "frequency"), "frequency_unfit", text)
    if validity["rule"] == "within_years" and "years" not in validity:
        yield Mistake(name, (*at, "validity"), "missing_key", "within_years needs years")


def _scheme(name: str, raw: Mapping[str, object], known: _Known) -> Iterator[Mistake]:
    bands = raw.get("bands")
    if bands is not None and bands not in known.bands:
        yield Mistake(name, ("bands",), "unknown_bands", f"{bands} is not in scoring/bands.yaml")
    yield from _unknown(name, ("has",), raw.get("has"), known.requirements | known.indicators, "id")
    yield from _unknown(name, ("source",), raw.get("source"), known.sources, "source")
    target = mapping(raw.get("target"))
    if target and str(target["requirement"]) not in known.requirements:
        text = f"{target['requirement']} is no known requirement"
        yield Mistake(name, ("target", "requirement"), "unknown_requirement", text)
    for key in ATTRIBUTES_OF_TARGET:
        if target and str(target[key]) not in known.indicators:
            yield Mistake(name, ("target", key), "unknown_indicator", f"{target[key]} is no known indicator")
    for reach in mapping(target.get("steps")):
        if not reach.rstrip("%").isdecimal():
            yield Mistake(name, ("target", "steps", reach), "wrong_form", f"{reach} is not like 90%")
    for id in mapping(raw.get("points")):
        if id not in known.requirements:
            yield Mistake(name, ("points", id), "unknown_requirement", f"{id} is no known requirement")
    yield from _points(name, raw)


def _points(name: str, raw: Mapping[str, object]) -> Iterator[Mistake]:
    if target := mapping(raw.get("target")):
        steps = [Decimal(str(v)) for v in mapping(target["steps"]).values()]
        if steps != sorted(steps, reverse=True):
            yield Mistake(name, ("target", "steps"), "steps_order", "a lower completion earns more points")
    items = [mapping(i) for i in sequence(raw.get("items"))]
    for index, item in enumerate(items):
        parts = [Decimal(str(mapping(p)["p"])) for p in sequence(item.get("parts"))]
        seen = "parts seen" in str(item.get("note", ""))
        if parts and "points" in item and not seen and sum(parts) != Decimal(str(item["points"])):
            text = f"the parts add up to {sum(parts)}, not {item['points']}"
            yield Mistake(name, ("items", index, "points"), "points_sum", text)
    total = raw.get("total")
    if target and items and total is not None and all("points" in i for i in items):
        added = sum((Decimal(str(i["points"])) for i in items), Decimal(0))
        if added != Decimal(str(total)):
            yield Mistake(name, ("total",), "points_sum", f"the lines add up to {added}, not {total}")
