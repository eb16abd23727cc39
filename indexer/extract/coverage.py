"""Which period a paper covers and which slots it fills: title, heads of pages, filled month rows, names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from archive.domain.facts import Claim, Locator
from indexer.extract.dates import find_dates, number
from indexer.extract.grids import Grid, Row, column_heads, grids, has_digit
from indexer.extract.numbers import find_numbers
from indexer.extract.periods import (
    Stretch,
    find_named,
    find_periods,
    first_month,
    first_year,
    last_month,
    last_year,
    months,
    without_serials,
)
from indexer.extract.reading import Line, PageView, Reading
from indexer.extract.title import Title

_LABEL = re.compile(
    r"(?:报告期|统计期|所属期|审计期|审核期|监测期|结算期|计费期|报告年度|考核年度|统计年度|电费年月|计费月份|年度|月份|时间|期间|周期)\s*(?:间)?\s*:?\s*$"
)
_MONTH = re.compile(r"^(\d{1,2}|[一二三四五六七八九十]{1,2})月(?:份)?$")
_MONTH_LINE = re.compile(r"^(?P<m>\d{1,2}|[一二三四五六七八九十]{1,2})月份?(?P<rest>[\s\d.,+\-]*)$")
_NO_VALUE = re.compile(r"系数|累计|月份|序号|备注|代码|计量单位|年初|上年|去年|同期|单位")
_MONTHLY = frozenset(["invoice", "settlement", "stock_voucher", "record", "screenshot"])
_TO_DECEMBER = re.compile(r"(?<!\d)(?:1|一)月?\s*[-~至到]+\s*(?:12|十二)月")
_PAGED = frozenset(
    {"stat_form", "production_report", "assess_result", "analysis", "pub_inst_report", "record"}
)
_CUMULATIVE = frozenset({"stat_form", "pub_inst_report", "transport_report"})
_COMPARING = frozenset({"fiscal_budget", "stat_yearbook", "financial_report", "enterprise_sheet", "sci_plan"})
"""Kinds whose tables set years side by side."""
_YEAR_HEAD = re.compile(r"^\(?((?:19|20)\d{2})\s*(?:年|年度)?(?:\([^()]{1,8}\)|[\u4e00-\u9fa5]{0,6})$")
_BY_MONTH = frozenset({"ledger", "record", "production_report", "settlement", "screenshot"})


def find_coverage(
    reading: Reading, title: Title | None, doctype: str | None, day: date | None
) -> tuple[Claim | None, tuple[Claim, ...]]:
    """The main period and every slot period, in contract notation."""
    base = day.year if day else None
    compared = _compared_years(reading) if doctype in _COMPARING else ()
    main = _from_title(title, base) or _from_heads(reading, doctype)
    main = main or (compared[-1] if compared else None) or _from_name(reading)
    slots: dict[str, Claim] = {claim.value: claim for claim in compared}
    if doctype in _BY_MONTH:
        _filled_months(slots, reading, main)
    if len(slots) > len(compared):
        return _stretch(slots, main), tuple(slots[period] for period in sorted(slots))
    if main is not None:
        slots[main.value] = main
        for period in _also(main.value, doctype):
            slots[period] = Claim(period, round(main.confidence * 0.9, 2), main.basis, main.locator)
    if doctype in _PAGED and len(reading.pages) > 1:
        _pages_of_their_own(slots, reading, doctype)
    if doctype in _CUMULATIVE and main is not None:
        _decembers(slots, reading, main)
    if doctype in _MONTHLY:
        _months_of_papers(slots, reading, main, day)
    if main is None and slots:
        main = _stretch(slots, None)
    return main, tuple(slots[period] for period in sorted(slots))


_FORM_MARKS = re.compile(
    r"表\s*号\s*:\s*[\u4e00-\u9fa5a-z\d-]+?表|制(?:定|表)机关\s*:\s*[\u4e00-\u9fa5]{2,8}?(?:局|部|委|厅)(?=\s*(?:19|20)\d\d\s*年|\s|$)"
)
"""What official forms print in the corner beside the period."""


def _from_title(title: Title | None, base: int | None) -> Claim | None:
    if title is None:
        return None
    text = _without_numbers(title.text)
    own = {first_year(p.period) for p in find_periods(text) if p.stated and _one_year(p)}
    own_year = len(own) == 1
    if own_year:
        base = own.pop()  # 2008年...(第四季度) is a quarter of the year that the title itself names
    found = list(find_periods(text, base))
    if not found:
        return None
    finest = max(found, key=lambda p: (len(p.period) > 4 and ".." not in p.period[4:5], p.stated))
    if first_year(finest.period) != last_year(finest.period) and len(found) > 1:
        finest = min(found, key=lambda p: last_year(p.period) - first_year(p.period))
    return Claim(finest.period, 0.92 if finest.stated or own_year else 0.75, "title", title.claim.locator)


def _compared_years(reading: Reading) -> tuple[Claim, ...]:
    """Whole years that head two or more columns or rows of one table, in order."""
    for view in reading.pages[:3]:
        for grid in grids(view):
            found: dict[int, Claim] = {}
            lines = [list(row.values()) for row in grid.rows[:8]]
            lines.append([row[min(row)] for row in grid.rows if row])
            for fields in lines:
                heads = [(match, field) for field in fields if (match := _YEAR_HEAD.match(field.text))]
                if len({match[1] for match, _ in heads}) >= 2:
                    for match, field in heads:
                        claim = Claim(match[1], 0.85, "table", field.locator)
                        found.setdefault(int(match[1]), claim)
            if found and max(found) - min(found) <= 6:
                return tuple(found[year] for year in sorted(found))
    return ()


def _one_year(stretch: Stretch) -> bool:
    return first_year(stretch.period) == last_year(stretch.period)


def _from_heads(reading: Reading, doctype: str | None) -> Claim | None:
    for view in reading.pages[:3]:
        found = _page_period(view.lines[:12], doctype)
        if found is not None:
            return found
    return None


def _page_period(lines: Iterable[Line], doctype: str | None) -> Claim | None:
    """A period printed alone, behind its label, or in the head line of a form."""
    for line in lines:
        text = _FORM_MARKS.sub("", _without_numbers(line.text)).strip()
        if len(text) > 90 or re.search(r"[。;]|有效期|文号|批准|备案|制定机关", text):
            continue
        labelled = _audited(line)
        if labelled is not None:
            return labelled
        for found in find_periods(text):
            if not found.stated:
                continue
            alone = len(text) - (found.end - found.start) <= 4
            label = bool(_LABEL.search(text[: found.start]))
            form = (
                doctype in {"stat_form", "ledger", "financial_report", "production_report", "record"}
                and len(text) <= 70
            )
            if alone or label or form:
                at = line.start + max(0, line.text.find(text[found.start : found.end]))
                place = line.view.locator(at, at + found.end - found.start)
                return Claim(found.period, 0.85 if alone or label else 0.72, "layout", place)
    return None


def part_of_year(reading: Reading) -> bool:
    """Whether the head of a form names months: what it sums up is then not the year's."""
    for line in reading.head[:12]:
        text = _without_numbers(line.text)
        if len(text) <= 60 and not re.search(r"[,。;]", text):
            for found in find_periods(text):
                if found.stated and len(found.period) > 4 and ".." not in found.period[4:6]:
                    return True
    return False


def _audited(line: Line) -> Claim | None:
    """审计期: 2008年1月1日至2008年12月31日 is the year, or the months between."""
    if not re.search(r"(?:审计期|审核期|报告期|统计期|计费期|结算期|所属期)", line.text):
        return None
    days = [d.day for d in find_dates(line.text)]
    if len(days) != 2 or days[0].year != days[1].year or days[0] >= days[1]:
        return None
    return Claim(months(days[0].year, days[0].month, days[1].month), 0.85, "layout", line.locator())


def _from_name(reading: Reading) -> Claim | None:
    years = [found.period[:4] for folder in reading.folders for found in find_periods(folder) if found.stated]
    if years:
        inside = [
            p for p in find_periods(reading.stem, int(years[-1])) if p.period.startswith(f"{years[-1]}-")
        ]
        if inside:
            return Claim(inside[0].period, 0.5, "file_name", reading.named(reading.stem))
    for text, basis in (
        (without_serials(reading.stem), "file_name"),
        *((f, "folder_name") for f in reversed(reading.folders)),
    ):
        found: list[Stretch] = [p for p in find_periods(text) if p.stated] or list(find_named(text))
        if found:
            finest = max(found, key=lambda p: len(p.period) > 4)
            return Claim(finest.period, 0.5, basis, reading.named(text))
    return None


def _also(period: str, doctype: str | None) -> list[str]:
    """Slots that a cumulative paper fills with its last month or quarter."""
    month = last_month(period)
    if month is None or first_month(period) != 1 or month == 1:
        return []
    year = first_year(period)
    if doctype in _CUMULATIVE:
        return [months(year, month, month)] + ([f"{year}-Q{month // 3}"] if month % 3 == 0 else [])
    if doctype in {"analysis", "meeting_minutes", "assess_result"} and month % 3 == 0:
        return [f"{year}-Q{month // 3}"]
    return []


def _stretch(slots: dict[str, Claim], main: Claim | None) -> Claim | None:
    """One period from the first to the last slot."""
    if main is not None and len(main.value) > 4 and main.basis == "title":
        return main
    ordered = sorted(period for period in slots if len(period) == 7)
    if not ordered:
        return main
    first, last = ordered[0], ordered[-1]
    if first[:4] != last[:4]:
        return main
    whole = months(int(first[:4]), int(first[5:7]), int(last[5:7]))
    return Claim(whole, slots[first].confidence, slots[first].basis, slots[first].locator)


def _pages_of_their_own(slots: dict[str, Claim], reading: Reading, doctype: str | None) -> None:
    """Forms of several months bound together: each page says its own month."""
    for view in reading.pages[:400]:
        found = _page_period(view.lines[:12], doctype)
        if found is not None and len(found.value) > 4:
            for period in (found.value, *_also(found.value, doctype)):
                slots.setdefault(period, Claim(period, found.confidence, found.basis, found.locator))


def _decembers(slots: dict[str, Claim], reading: Reading, main: Claim) -> None:
    """1-12月 is the whole year, and also the form of December."""
    for view in reading.pages[:400]:
        for line in view.lines[:12]:
            if _TO_DECEMBER.search(line.text):
                period = f"{_page_year(view) or first_year(main.value)}-12"
                slots.setdefault(period, Claim(period, 0.8, "layout", line.locator()))
                return


def _months_of_papers(
    slots: dict[str, Claim], reading: Reading, main: Claim | None, day: date | None
) -> None:
    """Vouchers prove the months that they are dated in."""
    if main is not None and main.basis in {"title", "layout"} and len(main.value) > 4:
        for view in reading.pages[1:400]:
            found = _page_period(view.lines[:8], "record")
            if found is not None and len(found.value) > 4:
                slots.setdefault(found.value, found)
        return
    for view in reading.pages[:400]:
        for line in view.lines[:12]:
            match = re.search(r"(?:开票日期|抄表日期|结算日期|日期|时间)\s*:?", line.text)
            for dated in find_dates(line.text[match.end() :] if match else ""):
                period = f"{dated.day.year}-{dated.day.month:02d}"
                slots.setdefault(period, Claim(period, 0.75, "layout", line.locator()))
    if not any(len(period) == 7 for period in slots) and day is not None:
        period = f"{day.year}-{day.month:02d}"
        slots[period] = Claim(period, 0.65, "body", None)


def _filled_months(slots: dict[str, Claim], reading: Reading, main: Claim | None) -> None:
    year = first_year(main.value) if main is not None else None
    if main is not None and len(main.value) > 4 and last_month(main.value) == first_month(main.value):
        return  # a paper of one month
    for view in reading.pages[:400]:
        own = _page_year(view) or year
        if own is None:
            continue
        for month, place in _months_on(view):
            period = f"{own}-{month:02d}"
            slots.setdefault(period, Claim(period, 0.9, "table", place))


def _page_year(view: PageView) -> int | None:
    names = [view.page.name or "", *(line.text for line in view.lines[:6])]
    for text in names:
        found = {first_year(p.period) for p in find_periods(_without_numbers(text)) if p.stated}
        if len(found) == 1:
            return found.pop()
    return None


def _months_on(view: PageView) -> list[tuple[int, Locator]]:
    found: list[tuple[int, Locator]] = []
    for grid in grids(view):
        found += _month_rows(grid) or _month_columns(grid)
    return found or _month_lines(view)


def _month(text: str) -> int | None:
    match = _MONTH.match(text)
    month = number(match[1]) if match else None
    return month if month is not None and 1 <= month <= 12 else None


def _month_rows(grid: Grid) -> list[tuple[int, Locator]]:
    """Months down the side: a row counts when a column of values holds a number."""
    sides: dict[int, int] = {}
    for row in grid.rows:
        for col, field in row.items():
            if _month(field.text):
                sides[col] = sides.get(col, 0) + 1
    side = max(sides, key=lambda c: sides[c], default=None)
    if side is None or sides[side] < 2:
        return []
    first = next(i for i, row in enumerate(grid.rows) if side in row and _month(row[side].text))
    heads = column_heads(grid, max(0, first - 3), first - 1) if first else {}
    values = [
        c
        for c in {c for row in grid.rows for c in row}
        if c != side and not _NO_VALUE.search(heads.get(c, ""))
    ]
    found = []
    for row in grid.rows[first:]:
        month = _month(row[side].text) if side in row else None
        if month and any(has_digit(row.get(col)) for col in values):
            found.append((month, row[side].locator))
    return found


def _month_columns(grid: Grid) -> list[tuple[int, Locator]]:
    """Months across the top: a column counts when a row of values holds a number."""
    for index, row in enumerate(grid.rows[:8]):
        heads = {col: month for col, field in row.items() if (month := _month(field.text))}
        if len(heads) < 3:
            continue
        body = [r for r in grid.rows[index + 1 :] if not _NO_VALUE.search(_label(r, min(heads)))]
        return [
            (month, row[col].locator)
            for col, month in heads.items()
            if any(has_digit(r.get(col)) for r in body)
        ]
    return []


def _label(row: Row, before: int) -> str:
    return "".join(row[col].text for col in sorted(row) if col < before)[:20]


def _month_lines(view: PageView) -> list[tuple[int, Locator]]:
    """Month rows of plain text; one number in a wide table is a coefficient printed beforehand."""
    rows: list[tuple[int, int, Line]] = []
    for line in view.lines:
        match = _MONTH_LINE.match(line.text)
        month = number(match["m"]) if match else None
        if match and month and 1 <= month <= 12:
            rows.append((month, len(match["rest"].split()), line))
    widest = max((count for _, count, _ in rows), default=0)
    if len(rows) < 2:
        return []
    return [(month, line.locator()) for month, count, line in rows if count and count >= widest / 3]


def _without_numbers(text: str) -> str:
    for found in reversed(list(find_numbers(text))):
        text = text[: found.start] + "#" * (found.end - found.start) + text[found.end :]
    return text
