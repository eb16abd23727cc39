"""The assessment year that a paper serves, with the reasons; certificates and rules in force claim none."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date

from archive.domain.facts import Claim, Locator
from indexer.extract.dates import find_compact
from indexer.extract.numbers import find_numbers, number_year
from indexer.extract.periods import find_periods, first_year, last_year, without_serials
from indexer.extract.reading import Reading
from indexer.extract.title import Title

THRESHOLD = 0.55
# Written in the year after the one they are about.
REPORTING = frozenset(
    [
        "self_report",
        "self_score",
        "assess_result",
        "stat_confirm",
        "key_ent_result",
        "energy_usage_report",
        "stat_yearbook",
        "bulletin",
        "saving_calc",
    ]
)
# Their date says nothing about the year they serve.
TIMELESS = frozenset(
    [
        "certificate",
        "policy_doc",
        "license",
        "diagram",
        "org_doc",
        "appointment",
        "meter_list",
        "meter_summary",
        "staff_list",
        "equipment_list",
        "audit_report",
        "energy_review",
    ]
)
Vote = Callable[[int, float, str, Locator | None], None]
_STATED = re.compile(
    r"(?:考核年度|年度|报告期|统计年度|所属年度|报告年度|所属期)\s*:?\s*((?:19|20)\d{2})|^\(?((?:19|20)\d{2})\s*年(?:度)?\)?$"
)
_FILED_FOR = re.compile(r"(?:填报|考核|报送|上报|申报)年度?\s*:\s*((?:19|20)\d{2})")
"""Said of the dossier itself: also a list or certificate serves the year that its form is filled in for."""
_FORM_YEAR = re.compile(r"^\W*表\s*[a-z]?[.\d-]*\d\s+((?:19|20)\d{2})\s*年度?(?:\s|$|[^\d月])", re.IGNORECASE)
"""表B.8 2011年: the number of the form with the year that it is filled in for, as printed."""
_LOOSE = re.compile(r"(?<![\da-z_.-])((?:19|20)\d{2})(?![\d])")  # IMG_2031 is no year
_SPOKEN = re.compile(r"(?<!\d)((?:19|20)\d{2})年(?!\d{1,2}月\d{1,2}日)")
_OPEN = 0.5  # below the threshold: a candidate for whoever decides
_AGAIN = frozenset({"rectification_report", "rectification_notice"})


def find_year(
    reading: Reading, title: Title | None, doctype: str | None, day: date | None, period: Claim | None
) -> tuple[Claim | None, tuple[Claim, ...]]:
    """The year with its candidates, None when the paper leaves it open."""
    votes: dict[int, tuple[float, str, Locator | None]] = {}

    def vote(year: int, weight: float, basis: str, place: Locator | None) -> None:
        if doctype in TIMELESS and basis not in {"title", "folder_name", "stated"}:
            votes.setdefault(year, (min(weight, _OPEN), basis, place))
            return
        known = votes.get(year)
        if known is None or known[0] < weight:
            votes[year] = (weight + (0.1 if known else 0.0), basis, place)
        else:
            votes[year] = (known[0] + 0.1, known[1], known[2])

    named = _years_of(title.text) if title is not None else []
    if title is not None and named:
        _by_title(vote, named, title, doctype, day)
    elif (
        period is not None
        and _same_year(period.value)
        and period.basis not in {"file_name", "folder_name"}
        and not (doctype in _AGAIN and period.basis == "title")  # 上年度 is what the answer is about
    ):
        vote(
            first_year(period.value),
            period.confidence if doctype not in TIMELESS else 0.4,
            period.basis,
            period.locator,
        )
    if (not named or (title is not None and "年鉴" in title.text)) and doctype not in TIMELESS:
        _by_text(vote, reading, day)
    if not named:
        _by_body(vote, reading, doctype)
    _by_path(vote, reading)
    if day is not None and not named:
        open_ = doctype in TIMELESS or (title is not None and _looks_back(title.text, day.year))
        year, weight = (day.year, _OPEN) if open_ else _by_date(doctype, day)
        vote(year, min(weight, 0.62) if votes else weight, "body", None)
    return _decide(votes, doctype)


def stale_year(
    reading: Reading, title: Title | None, number: Claim | None, day: date | None, doctype: str | None
) -> Claim | None:
    """The older year of a paper whose title alone was renewed.

    Number and date are older than the year in the title, and the body never speaks of that year.
    """
    named = _years_of(title.text) if title is not None else []
    numbered = number_year(number)
    if title is None or day is None or len(named) != 1 or doctype in TIMELESS:
        return None
    year = named[0]
    if day.year >= year or (numbered is not None and numbered >= year):
        return None
    spoken: dict[int, Locator] = {}
    for line in reading.lines():
        bare = re.sub(r"\s", "", line.text)
        if bare in title.text or title.text in bare or _STATED.search(line.text):
            continue
        for found in _SPOKEN.finditer(bare):
            spoken.setdefault(int(found[1]), line.locator())
    if year in spoken:
        return None
    older = max((y for y in spoken if y <= day.year), default=None)
    if older is None and doctype not in REPORTING:
        return None
    served = older if older is not None else day.year
    return Claim(str(served), 0.85, "body", spoken.get(served))


def older_than(period: Claim | None, year: Claim) -> Claim | None:
    """A period that ends no later than the year which the paper really serves."""
    return period if period is not None and last_year(period.value) <= int(year.value) else None


def _by_title(vote: Vote, named: Sequence[int], title: Title, doctype: str | None, day: date | None) -> None:
    place = title.claim.locator
    if doctype in {"audit_report", "energy_review"}:
        vote(named[-1], _OPEN, "title", place)  # the period audited, not the year that the audit serves
        return
    if doctype in _AGAIN and day is not None and day.year == named[0] + 1:
        # What last year's assessment found is put right in the year after: that year's file shows it.
        vote(day.year, 0.72, "title", place)
        vote(named[0], 0.4, "title", place)
        return
    if doctype == "stat_yearbook" and "年鉴" in title.text and len(named) == 1:
        vote(named[0], 0.45, "title", place)  # yearbooks are named by the year printed or the year told
        vote(named[0] - 1, 0.4, "title", place)
        return
    pair = len(named) == 2 and abs(named[0] - named[1]) == 1
    for year in named:
        later = year == max(named)
        vote(year, 0.94 if len(named) == 1 else 0.8 if pair and later else 0.45, "title", place)


def _by_body(vote: Vote, reading: Reading, doctype: str | None) -> None:
    """年度 printed near the top (报告年度: 2008年) when the title leaves the year open."""
    for line in reading.head[:14]:
        match = _STATED.search(line.text)
        filed = _FILED_FOR.search(line.text)
        filed = filed or _FORM_YEAR.match(line.view.original(line.start, line.end).replace("\u3000", " "))
        if filed:
            vote(int(filed[1]), 0.85, "stated", line.locator())
            return
        if match:
            vote(
                int(match[1] or match[2]), 0.85 if doctype not in TIMELESS else _OPEN, "body", line.locator()
            )
            return


def _by_text(vote: Vote, reading: Reading, day: date | None) -> None:
    """The years that the first lines speak of; a table of two years serves the later one."""
    seen: dict[int, Locator] = {}
    for view in reading.pages[:2]:
        for found in find_periods(view.text[:500]):
            if found.stated and last_year(found.period) - first_year(found.period) <= 1:
                seen.setdefault(last_year(found.period), view.locator(found.start, found.end))
        if seen:
            break
    near = [year for year in seen if day is None or day.year - 1 <= year <= day.year]
    if not near:
        for year in list(seen)[:1]:
            vote(year, 0.58, "body", seen[year])  # an old paper put on the net or copied later
        return
    first = next(iter(seen))
    best = max(near) if max(near) - first in {0, 1} else first
    reporting = day is not None and day.year == best + 1 and day.month <= 6
    vote(best, 0.8 if reporting and len(near) > 1 else 0.6, "body", seen[best])


def _by_path(vote: Vote, reading: Reading) -> None:
    for text, weight, basis in (
        (reading.stem, 0.64, "file_name"),
        ("/".join(reading.folders), 0.6, "folder_name"),
    ):
        text = without_serials(text)
        found = _years_of(text) or [int(year) for year in _LOOSE.findall(text)]
        found = found or [dated.day.year for dated in find_compact(text)]
        if len(set(found)) == 1:
            vote(found[0], weight, basis, reading.named(text))


def _by_date(doctype: str | None, day: date) -> tuple[int, float]:
    if doctype in REPORTING:
        return (day.year - 1, 0.58) if day.month <= 8 else (day.year, 0.5)
    if doctype is None:
        return day.year, 0.4
    # A paper of last year's business is often dated in the first weeks of the next.
    return day.year, 0.78


def _years_of(text: str) -> list[int]:
    """Years of a title in order, without those inside document numbers; two years compared are both named."""
    for number in reversed(list(find_numbers(text))):
        text = text[: number.start] + " " * (number.end - number.start) + text[number.end :]
    found: list[int] = []
    for stretch in find_periods(text):
        first, last = first_year(stretch.period), last_year(stretch.period)
        if stretch.stated and last - first <= 1:
            found += [year for year in dict.fromkeys((first, last)) if year not in found]
    bracketed = re.search(r"\(((?:19|20)\d{2})\)", text)
    return found or ([int(bracketed[1])] if bracketed else [])


def _looks_back(title: str, year: int) -> bool:
    """2006-2008年能源消费情况表 of 2009: years that ended before the paper was made."""
    spans = [s for s in find_periods(title) if s.stated and title[s.start].isdigit()]
    return any(first_year(s.period) < last_year(s.period) < year for s in spans)


def _same_year(period: str) -> bool:
    return first_year(period) == last_year(period)


def _decide(
    votes: dict[int, tuple[float, str, Locator | None]], doctype: str | None
) -> tuple[Claim | None, tuple[Claim, ...]]:
    ranked = sorted(votes.items(), key=lambda item: -item[1][0])
    best = ranked[0][1][0] if ranked else 0.0
    claims = []
    for place, (year, (weight, basis, locator)) in enumerate(ranked[:5]):
        rival = ranked[1][1][0] if place == 0 and len(ranked) > 1 else 0.0 if place == 0 else best
        confidence = min(0.98, weight) * (1.0 if weight - rival >= 0.15 else 0.85 if weight > rival else 0.6)
        claims.append(Claim(str(year), round(confidence, 3), basis, locator))
    sure = claims[0] if claims and claims[0].confidence >= THRESHOLD else None
    return sure, tuple(claims)
