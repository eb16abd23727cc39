"""What the auditor should say, computed from the truth about the papers and the checklist alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml

SCHEMAS = Path(__file__).parents[2] / "schemas" / "checklists"
GOOD = ""
OFFERED = {
    "wrong_year": {"mismatched"},
    "new_cover": {"mismatched"},
    "wrong_entity": {"mismatched"},
    "draft": {"mismatched"},
    "unsealed": {"mismatched", "review"},
    "one_party": {"mismatched"},
    "late": {"mismatched"},
    # One instrument of several: the list as a whole is partly proven, the instrument itself is not.
    "expired": {"expired", "partial"},
    "calibration": {"mismatched", "partial"},
    "one_cycle": {"partial"},
    "caliber": {"caliber"},
    "unreadable": {"review"},
}
NARROW = frozenset(
    {"policy_doc", "org_doc", "target_notice", "resp_letter", "assess_result", "meeting_minutes"}
)

# Papers that a careful person might also accept for a slot; such a slot is only judged when a sure paper decides.
PERHAPS: Mapping[str, tuple[str, ...]] = {
    "CTY-01-01": ("c-bulletin", "c-allocate", "c-confirm", "c-bulletin-half"),
    "CTY-03-01": ("c-letter",),
    "CTY-03-03": ("c-bulletin", "c-bulletin-half"),
    "CTY-04-01": ("c-confirm",),
    "CTY-04-02": ("c-confirm",),
    "CTY-04-03": ("c-projects",),
    "CTY-04-04": ("c-photo-remove", "c-bulletin"),
    "CTY-05-01": ("c-fund-share", "c-research"),
    "CTY-05-02": ("c-budget", "c-shares", "c-research"),
    "CTY-05-03": ("c-review-list", "c-demo"),
    "CTY-06-01": ("c-research",),
    "CTY-06-02": ("c-science", "c-budget", "c-fund-share"),
    "CTY-06-03": ("c-science", "c-projects"),
    "CTY-06-04": ("c-demo", "c-week"),
    "CTY-07-01": ("c-assess-result",),
    "CTY-08-01": ("c-review-rule", "c-fund-rule", "c-system", "c-statistics"),
    "CTY-09-01": ("c-training", "c-monitor"),
    "CTY-09-02": ("c-system",),
    "CTY-09-04": ("c-promote", "c-photo-week"),
    "CTY-09-05": ("c-voucher",),
    "CTY-02-01": ("c-statistics",),
    "ENT-01-03": ("e-research",),
    "ENT-02-02": ("e-statpost",),
    "ENT-03-01": (),
    "ENT-04-03": ("e-meter-plan",),
    "ENT-04-04": ("e-equipment", "e-accept"),
    "ENT-04-01": ("e-flow", "e-form", "e-usage"),
    "ENT-05-01": ("e-training", "e-rules"),
    "ENT-06-01": (),
    "ENT-06-02a": ("e-post",),
    "ENT-06-02c": ("e-flow",),
    "ENT-06-03a": ("e-rules",),
    "ENT-06-03b": ("e-training",),
    "ENT-06-03h": ("e-form",),
    "ENT-06-03i": ("e-quota",),
    "ENT-05-03": ("e-reading",),
    "ENT-06-04": (),
    "ENT-06-05": ("e-meter-rule", "e-law", "e-reward"),
    "DEP-GEN-03": ("drc-plan",),
    "DEP-DRC-01": ("d-plan",),
    "DEP-GEN-02": ("drc-allocate",),
    "DEP-DRC-05": ("drc-week",),
    "DEP-DRC-06": ("drc-promote",),
    "DEP-STA-02": ("sta-bulletin", "sta-bulletin-half"),
    "DEP-GOM-02": ("d-plan", "gom-public"),
    "DEP-SCI-01": (),
}


@dataclass(frozen=True, slots=True)
class Truth:
    """One planted paper: what it is, what it proves, what is wrong with it."""

    path: str
    template: str
    doctype: str
    entity: str
    year: int
    requirements: tuple[str, ...]
    slots: tuple[str, ...]
    fault: str = GOOD
    number: str | None = None
    date: date | None = None
    count: int = 1
    """How many papers of the kind the file holds."""


@dataclass(frozen=True, slots=True)
class Expectation:
    """The states that would be right for one slot; `any` when the truth is not sharp enough."""

    states: frozenset[str]
    why: str = ""


@dataclass(slots=True)
class Checklists:
    items: dict[str, dict[str, Any]] = field(default_factory=dict)

    @classmethod
    def load(cls) -> Checklists:
        items = {}
        for path in SCHEMAS.glob("*.yaml"):
            for item in yaml.safe_load(path.read_text(encoding="utf-8"))["items"]:
                items[item["id"]] = item
        return cls(items)

    def of(self, kind: str, department: str | None = None) -> list[dict[str, Any]]:
        prefix = {"county": "CTY-", "enterprise": "ENT-", "department": "DEP-"}[kind]
        found = [item for item in self.items.values() if item["id"].startswith(prefix)]
        return [item for item in found if kind != "department" or item["department"] in ("ALL", department)]


def periods(item: Mapping[str, Any], year: int) -> list[str]:
    """The slots of one requirement."""
    rule = item["validity"]["rule"]
    if rule == "all_months":
        return [f"{year}-{month:02d}" for month in range(1, 13)]
    if rule == "all_quarters":
        return [f"{year}-Q{quarter}" for quarter in range(1, 5)]
    return [str(year)]


def applies(item: Mapping[str, Any], attributes: Mapping[str, Any], year: int) -> bool | None:
    """Whether the condition holds; None when the attribute is unknown."""
    rule = item.get("applies_when")
    if not rule:
        return True
    if "attribute" in rule:
        flag = attributes.get(rule["attribute"])
        return None if flag is None else bool(flag)
    if "attribute_at_least" in rule:
        ((name, least),) = rule["attribute_at_least"].items()
        value = attributes.get(name)
        return None if value is None else float(value) >= least
    if "year_from" in rule:
        return bool(year >= rule["year_from"])
    return False  # scheme_has: the default schemes have none of them


def expect(
    item: Mapping[str, Any], slot: str, year: int, papers: Iterable[Truth], attributes: Mapping[str, Any]
) -> Expectation:
    """The right states of one slot."""
    condition = applies(item, attributes, year)
    if condition is False:
        return Expectation(frozenset({"not_applicable"}), "condition")
    kinds = set(item["documents"]) | {kind for need in item["needs"] for kind in need["any_of"]}
    papers = tuple(papers)
    topical = [paper for paper in papers if item["id"] in paper.requirements]
    here = [paper for paper in topical if slot in paper.slots]
    good = [paper for paper in here if paper.fault == GOOD]
    bad = [paper for paper in here if paper.fault not in (GOOD, "figure")]
    good += [paper for paper in here if paper.fault == "figure"]
    met = [_met(need, good) for need in item["needs"]]
    if good and all(met):
        ran_out = [paper for paper in bad if paper.fault in ("expired", "calibration", "one_cycle")]
        if ran_out and item["validity"]["rule"] == "two_consecutive_cycles":
            return Expectation(frozenset(OFFERED[ran_out[0].fault]), ran_out[0].fault)
        return Expectation(frozenset({"complete"}), "complete")
    if condition is None and not here:
        return Expectation(frozenset({"review"}), "condition_unknown")
    perhaps = [
        paper for paper in papers if paper.template in PERHAPS.get(item["id"], ()) and paper.fault == GOOD
    ]
    if perhaps:
        return Expectation(frozenset(), "perhaps")
    return _unmet(item, here, topical, bad, good, kinds, papers)


def _unmet(
    item: Mapping[str, Any],
    here: list[Truth],
    topical: list[Truth],
    bad: list[Truth],
    good: list[Truth],
    kinds: set[str],
    papers: tuple[Truth, ...],
) -> Expectation:
    if any(paper.fault == "unreadable" for paper in bad):
        return Expectation(frozenset({"review"}), "unreadable")
    if any(paper.fault == "caliber" for paper in bad):
        return Expectation(frozenset({"caliber"}), "caliber")
    if good:
        return Expectation(frozenset({"partial"}), "partial")
    if bad:
        states = set().union(*(OFFERED[paper.fault] for paper in bad))
        return Expectation(frozenset(states), bad[0].fault)
    if topical:  # the other months of the same ledger were handed in
        return Expectation(frozenset({"missing", "partial"}), "month_missing")
    strangers = [paper for paper in papers if paper.doctype in kinds]
    states = {"missing", "mismatched"} if strangers else {"missing"}
    return Expectation(frozenset(states), "missing, same kind elsewhere" if strangers else "missing")


def _met(need: Mapping[str, Any], good: list[Truth]) -> bool:
    able = [paper for paper in good if paper.doctype in need["any_of"]]
    if need.get("per") == "first_half":
        able = [paper for paper in able if paper.template.endswith("-half")]
    return sum(paper.count for paper in able) >= int(need.get("count", 1))
