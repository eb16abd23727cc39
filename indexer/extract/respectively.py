"""Sentences that tell several numbers at once: 2006年、2007年分别为1.35和1.29; A、B分别下降4.1%、3.9%."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from indexer.extract.entities import Mention
from indexer.extract.labels import Label
from indexer.extract.quantities import NUMBER
from indexer.extract.spoken import Found, read_behind

_JOINT = r"(?:、|,|和|与|及|以及)"
_UNIT = r"[^\d,、和与及。;()]{0,10}(?:\([^()]{1,10}\))?"
_LIST = re.compile(
    rf"(?P<before>[^\d。,;]{{0,16}}?)分别(?P<verb>[^\d。;]{{0,12}}?)(?P<list>{NUMBER}{_UNIT}(?:{_JOINT}{NUMBER}{_UNIT})+)"
)
_ITEM = re.compile(rf"(?P<number>{NUMBER})(?P<unit>{_UNIT})")
_GROUPED = re.compile(r"\d,\d{3}(?!\d)")
_YEARS = re.compile(rf"(?:20\d\d年?{_JOINT})+20\d\d年(?:度|全县|全市|全区|我县|我市|的)*$")
_SPAN = re.compile(r"(20\d\d)年?(?:-|至|到|~)(20\d\d)年(?:度|全县|全市|全区|我县|我市|的|,)*$")
_BETWEEN = re.compile(r"(?:、|和|与|及|以及)")


@dataclass(frozen=True, slots=True)
class Told:
    """One of the numbers, with the label, year or body that the list gives it."""

    label: Label
    found: Found
    period: str | None = None
    entity: str | None = None


def told_respectively(
    labels: Sequence[Label], index: int, text: str, mentions: Sequence[Mention]
) -> Iterator[Told]:
    """The numbers of a list behind a label; nothing unless there are as many subjects as numbers."""
    label = labels[index]
    match = _LIST.match(text, label.end)
    if match is None or ("、" not in match["list"] and _GROUPED.search(match["list"])):
        return
    items = [(m["number"], m["unit"].strip(), m.end()) for m in _ITEM.finditer(match["list"])]
    unit = next((u for _, u, _ in reversed(items) if u), "")
    founds = []
    for number, own, end in items:
        spoken = f"{match['before']}{match['verb']}{number}{own or unit}"
        found = next(read_behind(label.indicator, spoken, ""), None)
        if found is None:
            break
        founds.append(replace(found, end=match.start("list") + end - label.end))
    group = _group(labels, index, text)
    said = text[: group[0].start]
    if len(group) == len(items) > 1:
        yield from _each_label(group, match, items, unit)
    elif len(group) == 1 and len(founds) == len(items):
        years = _years(said)
        bodies = _bodies(said, mentions)
        if len(years) == len(items):
            yield from (Told(label, f, period=y) for f, y in zip(founds, years, strict=True))
        elif len(bodies) == len(items):
            yield from (Told(label, f, entity=b) for f, b in zip(founds, bodies, strict=True))


def _each_label(
    group: Sequence[Label], match: re.Match[str], items: Sequence[tuple[str, str, int]], unit: str
) -> Iterator[Told]:
    last = group[-1]
    for label, (number, own, end) in zip(group, items, strict=True):
        spoken = f"{match['before']}{match['verb']}{number}{own or unit}"
        found = next(read_behind(label.indicator, spoken, ""), None)
        if found is not None:
            stop = match.start("list") + end
            yield Told(label, replace(found, end=stop - label.end if label is not last else stop - last.end))


def _group(labels: Sequence[Label], index: int, text: str) -> list[Label]:
    """The labels that are listed right before this one."""
    group = [labels[index]]
    for before in reversed(labels[:index]):
        if not _BETWEEN.fullmatch(text[before.end : group[0].start]):
            break
        group.insert(0, before)
    return group


def _years(said: str) -> list[str]:
    listed = _YEARS.search(said)
    if listed:
        return re.findall(r"20\d\d", listed[0])
    span = _SPAN.search(said)
    if span and int(span[1]) < int(span[2]) <= int(span[1]) + 10:
        return [str(year) for year in range(int(span[1]), int(span[2]) + 1)]
    return []


def _bodies(said: str, mentions: Sequence[Mention]) -> list[str]:
    """The bodies listed right before the label; one that is unsure spoils the list."""
    found: list[str] = []
    stop = len(said)
    for mention in reversed(mentions):
        between = said[mention.end : stop]
        joined = re.fullmatch(r"的?" if not found else _BETWEEN.pattern, between)
        if not joined or mention.part or len(mention.names) != 1:
            break
        found.insert(0, mention.names[0].entity)
        stop = mention.start
    return found
