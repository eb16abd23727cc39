"""Rows of lists that the audit counts: instruments, index entries, lines of self-scoring tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation

from archive.domain.facts import IndexEntry, Instrument, ScoreLine
from indexer.extract.dates import number
from indexer.extract.grids import Grid, Row, column_heads, grids
from indexer.extract.numbers import find_numbers
from indexer.extract.reading import Reading

_INSTRUMENT: Mapping[str, tuple[str, ...]] = {
    "name": ("计量器具名称", "器具名称", "仪表名称", "仪器名称", "名称"),
    "model": ("型号规格", "规格型号", "型号/规格", "型号"),
    "accuracy": ("准确度等级", "准确度", "精度"),
    "range": ("测量范围", "量程"),
    "maker": ("生产厂家", "制造单位", "制造厂", "生产厂"),
    "serial": ("出厂编号", "器具编号", "出厂号"),
    "manage_no": ("管理编号", "用能单位管理编号", "内部编号", "统一编号"),
    "place": ("安装使用地点", "安装地点", "使用地点", "安装位置"),
    "cycle": ("检定周期", "校准间隔", "周期"),
    "status": ("状态", "使用状态"),
}
_PRINTED = {
    "name": "名称", "model": "型号规格", "accuracy": "准确度等级", "range": "测量范围", "maker": "生产厂家",
    "serial": "出厂编号", "manage_no": "管理编号", "place": "安装使用地点", "cycle": "检定周期", "status": "状态",
}  # fmt: skip
_INDEX: Mapping[str, tuple[str, ...]] = {
    "order": ("序号", "顺序号", "件号", "编号"),
    "title": (
        "文件题名",
        "材料名称",
        "资料名称",
        "文件名称",
        "题名",
        "名称",
        "材料题名",
        "佐证材料",
        "内容",
        "目录",
    ),
    "number": ("文号", "文件编号"),
    "pages": ("页号", "页次", "页码", "卷号", "页数", "所在页"),
}
_SCORE: Mapping[str, tuple[str, ...]] = {
    "claimed": ("自评得分", "自评分", "自查得分", "自评", "自查分", "得分"),
    "maximum": ("标准分", "分值", "满分", "权重分", "标准分值", "权重", "分数"),
    "content": ("考核内容", "评价内容", "考核项目", "内容", "评分内容", "项目"),
    "group": ("考核指标", "指标", "类别", "考核类别"),
    "order": ("序号", "编号", "项次"),
}
_TOTAL = re.compile(r"^(?:合计|总计|总分|总得分|小计|得分合计|合计得分)")
_TOTAL_ONLY = re.compile(r"^(?:合计|总计|总分|总得分|得分合计|合计得分)")
_REQUIREMENT = re.compile(r"(?:cty|dep|ent)-[a-z0-9]{2,3}-\d{2}[a-z]?")
_DECIMAL = re.compile(r"^[+\-]?\d+(?:\.\d+)?")


def find_instruments(reading: Reading) -> Iterator[Instrument]:
    """One instrument per row of every instrument list."""
    for view in reading.pages[:2000]:
        if "编号" not in view.text and "器具" not in view.text and "仪表" not in view.text:
            continue
        for grid in grids(view):
            head = grid.head(
                ("器具名称", "仪表名称", "出厂编号", "准确度", "管理编号", "型号", "检定周期", "测量范围"), 3
            )
            if head is None:
                continue
            columns = _columns(grid, head, _INSTRUMENT)
            if "name" in columns and ("serial" in columns or "manage_no" in columns):
                yield from (
                    _instrument(row, columns)
                    for row in grid.rows[head + 1 :]
                    if _is_item(row, columns["name"])
                )


def find_entries(reading: Reading) -> Iterator[IndexEntry]:
    """One entry per row of an evidence index."""
    for view in reading.pages[:400]:
        for grid in grids(view):
            head = grid.head(("序号", "名称", "题名", "文号", "页", "日期", "材料", "备注", "责任"), 3)
            columns = _columns(grid, head, _INDEX) if head is not None else {}
            if head is None or "title" not in columns:
                continue
            for row in grid.rows[head + 1 :]:
                title = row.get(columns["title"])
                if title is None or len(title.text) < 3 or _TOTAL.match(title.text):
                    continue
                number_cell = _printed(row, columns, "number")
                normal = (
                    next((n.value for n in find_numbers(row[columns["number"]].text)), None)
                    if number_cell
                    else None
                )
                yield IndexEntry(
                    title.printed, normal or number_cell, _printed(row, columns, "order"), _printed(row, columns, "pages"),
                    title.locator,
                )  # fmt: skip


def find_scores(reading: Reading) -> Iterator[ScoreLine]:
    """One line per scored row of a self-scoring table, totals marked."""
    for view in reading.pages[:400]:
        for grid in grids(view):
            head = grid.head(("自评", "得分", "分值", "标准分", "满分", "考核", "内容", "指标", "序号"), 3)
            columns = _columns(grid, head, _SCORE) if head is not None else {}
            if head is None or "claimed" not in columns or not {"content", "group", "order"} & columns.keys():
                continue
            for row in grid.rows[head + 1 :]:
                line = _score(row, columns)
                if line is not None:
                    yield line


def _columns(grid: Grid, head: int, wanted: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Which column holds what; the longest head word wins, each column serves once."""
    heads = column_heads(grid, head, head)
    following = grid.rows[head + 1] if head + 1 < len(grid.rows) else {}
    if following and not any(any(c.isdigit() for c in f.text) for f in following.values()):
        deeper = column_heads(grid, head, head + 1)
        if sum(1 for words in wanted.values() if any(w in t for w in words for t in deeper.values())) > sum(
            1 for words in wanted.values() if any(w in t for w in words for t in heads.values())
        ):
            heads = deeper
    found: dict[str, int] = {}
    for name, words in wanted.items():
        ranked = [
            (words.index(word), col)
            for word in words
            for col, text in heads.items()
            if word in text and col not in found.values() and not ("得分" in word and "复核" in text)
        ]
        if ranked:
            found[name] = min(ranked)[1]
    return found


def _is_item(row: Row, column: int) -> bool:
    field = row.get(column)
    if field is None:
        return False
    others = [f.text for col, f in row.items() if col != column and f.text]
    return (
        bool(field.text or len(others) >= 3)
        and not _TOTAL.match(field.text)
        and len(set(others)) >= 1
        and "名称" not in field.text
    )


def _printed(row: Row, columns: Mapping[str, int], name: str) -> str | None:
    field = row.get(columns[name]) if name in columns else None
    return field.printed or None if field is not None else None


def _instrument(row: Row, columns: Mapping[str, int]) -> Instrument:
    blank = tuple(
        _PRINTED[name] for name, col in columns.items() if col not in row or row[col].text.strip("/-— ") == ""
    )
    cycle = _printed(row, columns, "cycle")
    place = row[columns["name"]].locator
    return Instrument(
        name=_printed(row, columns, "name"),
        serial=_printed(row, columns, "serial"),
        model=_printed(row, columns, "model"),
        manage_no=_printed(row, columns, "manage_no"),
        accuracy=_printed(row, columns, "accuracy"),
        status=_printed(row, columns, "status"),
        cycle_months=_cycle(row[columns["cycle"]].text) if cycle else None,
        blank_fields=blank,
        locator=place,
    )


def _cycle(text: str) -> int | None:
    """Months of a verification period: 12, 12个月, 一年, 半年."""
    if "半年" in text:
        return 6
    match = re.match(r"(\d+(?:\.\d+)?|[一二三四五六七八九十]+)\s*(个?月|年)?", text)
    if match is None:
        return None
    value = number(match[1]) if not match[1][0].isdigit() or "." not in match[1] else None
    if value is None:
        return None
    return value * 12 if match[2] == "年" else value


def _score(row: Row, columns: Mapping[str, int]) -> ScoreLine | None:
    """A line of a score sheet, which points at the points it claims."""
    claimed, maximum = _decimal(row, columns, "claimed"), _decimal(row, columns, "maximum")
    labels = [row[columns[n]] for n in ("order", "group", "content") if n in columns and columns[n] in row]
    total = next((f for f in labels if _TOTAL_ONLY.match(f.text)), None)
    if (claimed is None and maximum is None) or any(f.text.startswith("小计") for f in row.values()):
        return None
    points = row.get(columns["claimed"]) if claimed is not None else None
    if total is not None:
        return ScoreLine(total.printed, maximum, claimed, True, (points or total).locator)
    for field in row.values():
        match = _REQUIREMENT.search(field.text)
        if match:
            return ScoreLine(
                match[0][:-1].upper() + match[0][-1], maximum, claimed, False, (points or field).locator
            )
    named = [row[columns[n]] for n in ("content", "group", "order") if n in columns and columns[n] in row]
    best = next((field for field in named if field.text), None)
    if best is None:
        return None
    return ScoreLine(best.printed, maximum, claimed, False, (points or best).locator)


def _decimal(row: Row, columns: Mapping[str, int], name: str) -> Decimal | None:
    field = row.get(columns[name]) if name in columns else None
    match = _DECIMAL.match(field.text.replace(",", "")) if field is not None else None
    try:
        return Decimal(match[0]) if match else None
    except InvalidOperation:
        return None
