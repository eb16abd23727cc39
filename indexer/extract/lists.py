"""Lists of words as rows under understood heads: instruments, equipment, projects, faults to mend, enterprises, bills."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from archive.domain.facts import ListRow
from indexer.extract.grids import Field, Grid, Row, counts, tables
from indexer.extract.reading import Reading

_LISTS: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = tuple(
    (re.compile(name), re.compile(field))
    for name, field in (
        (r"设备(?:名称|型号)|^型号", r"型号|功率|容量|状态|台数|安装|生产厂"),
        (r"(?:器具|仪表|仪器)名称|采集点|计量点", r"编号|型号|准确度|安装|地点|量程|测量"),
        (r"项目名称", r"文号|批复|审查|审批|能评|能耗|消费量|用能量|标准?煤"),
        (r"问题|不符合项|隐患|整改事项", r"措施|整改|责任|时限|期限"),
        (
            r"(?:企业|单位|用能单位)名称",
            r"行业|产品|能耗|消费量|节能量|目标|得分|等[级次]|结果|地址|法人|联系|电话|标准?煤|序号",
        ),
        (r"(?:开票|发票)日期", r"金额|税额|价税|数量|所属|入账|号码"),
    )
)
"""What a list is of, and the further heads that prove it: one of each in two columns."""
_NO_ITEM = re.compile(
    r"合计|总计|小计|共计|备?注[:]?|说明[:]|填[表报](?:人|单位|日期)|制表|审核人?[:]|单位负责人|联系电话[:]|第\d+页|续表"
)
_PLAIN = re.compile(r"[-+]?[\d,]*\.?\d+%?")
_HEAD_WIDTH, _HEAD_ROWS, _SEARCHED = 30, 3, 10
_TEXT = 200
MOST = 5_000
"""Rows of one paper that are kept."""


def find_rows(reading: Reading) -> tuple[ListRow, ...]:
    """One row per item of every list whose heads say what it is of."""
    found: list[ListRow] = []
    for grid in tables(reading):
        for row in _read(grid):
            if len(found) == MOST:
                return tuple(found)
            found.append(row)
    return tuple(found)


def _read(grid: Grid) -> Iterator[ListRow]:
    placed = _heads(grid.rows)
    if placed is None:
        return
    heads, first, subject = placed
    caption = f"{grid.caption} {grid.above}".strip()[:_TEXT]
    pictured = grid.view.page.source == "ocr"
    for row in grid.rows[first:]:
        if _is_item(row, heads, subject):
            cells = {
                heads[col]: field.printed[:_TEXT]
                for col, field in row.items()
                if col in heads and (field.text or not pictured)
            }
            if not pictured:
                # A cell that is not there at all is as blank as one that holds nothing.
                cells = {**dict.fromkeys(heads.values(), ""), **cells}
            yield ListRow(cells, row[subject].locator, caption)


def _heads(rows: Sequence[Row]) -> tuple[dict[int, str], int, int] | None:
    """(column -> its words, the first row below them, the column that names the items); None when not understood."""
    for at, row in enumerate(rows[:_SEARCHED]):
        if not _worded(row):
            continue
        last = at
        while last + 1 < len(rows) and last - at + 1 < _HEAD_ROWS and _open(rows[last], rows[last + 1]):
            last += 1
        heads = _joined(rows[at : last + 1])
        subject = _subject(heads)
        if subject is not None:
            unlike = {
                text: [c for c, other in heads.items() if other == text]
                for text in dict.fromkeys(heads.values())
            }
            plain = {columns[0]: text for text, columns in unlike.items() if len(columns) == 1}
            return (plain, last + 1, subject) if subject in plain else None
    return None


def _worded(row: Row) -> bool:
    """Nothing but short words, in two columns at least."""
    texts = {id(f): f.text for f in row.values() if f.text}
    return len(texts) >= 2 and all(
        len(text) <= _HEAD_WIDTH and not _PLAIN.fullmatch(text) for text in texts.values()
    )


def _open(row: Row, below: Row) -> bool:
    """A head that covers several columns is divided below; one that covers several rows reaches there."""
    fields = list(row.values())
    if not _worded(below) or counts(below):
        return False
    reaching = {id(f) for f in fields} & {id(f) for f in below.values()}
    wide = any(fields[i] is fields[i + 1] and fields[i].text for i in range(len(fields) - 1))
    return bool(reaching) or wide


def _joined(rows: Sequence[Row]) -> dict[int, str]:
    words: dict[int, dict[int, str]] = {}
    for row in rows:
        for col, field in row.items():
            if field.text:
                words.setdefault(col, {})[id(field)] = field.text
    return {col: "|".join(texts.values()) for col, texts in words.items()}


def _subject(heads: dict[int, str]) -> int | None:
    """The one column that names the items of a list of a known kind."""
    for name, field in _LISTS:
        named = [col for col, text in heads.items() if name.search(text)]
        if named and any(field.search(text) for col, text in heads.items() if col != named[0]):
            return named[0]
    return None


def _is_item(row: Row, heads: dict[int, str], subject: int) -> bool:
    """A row of its own with a name; sums, remarks, signatures and repeated heads are none."""
    name = row.get(subject)
    if name is None or not name.text or name.text == heads[subject] or counts(row):
        return False
    fields: dict[int, Field] = {id(f): f for col, f in row.items() if f.text}
    if len(fields) < 2 and len(heads) > 1:
        return False
    return not any(_NO_ITEM.match(field.text) for field in [*fields.values()][:2])
