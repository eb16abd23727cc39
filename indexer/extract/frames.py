"""Tables whose heads are understood: which columns name rows, which hold values, what the table as a whole states."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from archive.domain.facts import Caliber
from archive.domain.rulebook import Indicator
from indexer.extract.entities import Names
from indexer.extract.grids import Grid, Row, counts
from indexer.extract.labels import Labels, nearest, vintage
from indexer.extract.quantities import NUMBER
from indexer.extract.reading import PageView
from indexer.extract.strangers import stranger_speaks
from indexer.extract.tableheads import Said, understand

CELL = re.compile(
    rf"^(?P<number>{NUMBER})\s*(?P<unit>%|(?![\d.年月日号季期届次项类度])[\u4e00-\u9fa5a-z/0-9]{{0,12}})$"
)
YEAR = re.compile(r"(?:19|20)\d{2}年?度?")
_UNIT_HEAD = re.compile(r"(?:计量|计算)?单位(?:\(.*\))?")
_CODE_HEAD = re.compile(
    r"序号|编[号码]|代[号码]|科目|表号|电话|邮编|邮政|行次|位次|排[名位]|名次|页[码号次]|文号|备注|说明|日期|时间"
)
_CORNER = re.compile(
    r"(?<![报制称用属])(?:计量|计算)?单位\s*:\s*(?P<unit>[\u4e00-\u9fa5a-z/、,%0-9()·]{1,30})"
)
_BRANCHES = re.compile(r"^(?:项目)?(?:分?行业|产业|部门)(?:名称|分类|类别)?$")
_PART_OF = re.compile(r"规模以上|规上|重点|高耗能|工业|企业|公共机构|乡镇|园区|单位")
_CLAUSE = re.compile(r"[,。;]")
_SPEAKS_OF = {
    "I-EGDPR": "I-EGDP",
    "I-EINDR": "I-EIND",
    "I-EGRO": "I-ETOT",
    "I-GDPG": "I-GDPC",
    "I-GDPN": "I-GDPC",
}
_HEAD_ROWS = 16


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table: what its heads say and what it is for."""

    path: tuple[str, ...]
    said: Said
    role: str
    """value, unit, code, label."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A table whose heads are understood."""

    view: PageView
    grid: Grid
    columns: dict[int, Column]
    first: int
    labels: tuple[int, ...]
    listed: str
    """The heads of the columns that name the rows."""
    about: str
    corner: str
    titled: Indicator | None
    """The one quantity of a table whose rows are parts of it (分行业能源消费量)."""
    values: tuple[tuple[int, Column], ...] = ()
    """Those of the columns that hold values, from the left."""


class Frames:
    """Understands the heads of tables."""

    def __init__(self, labels: Labels, names: Names) -> None:
        self._labels = labels
        self._names = names
        self._about = lru_cache(maxsize=256)(self._clauses)
        self.understand = lru_cache(maxsize=1 << 12)(self._understand)

    def _understand(self, path: tuple[str, ...]) -> Said:
        return understand(path, self._labels, self._names)

    def frame(self, grid: Grid) -> Frame | None:
        """The table with its heads; None without heads, without values or when it is a stranger's."""
        view, rows = grid.view, grid.rows
        first = next((i for i, row in enumerate(rows) if _is_body(row)), None)
        if not first or first > _HEAD_ROWS:
            return None  # a table without heads, or continued from another page, says too little
        banners = {i for i in range(first) if len({id(f) for f in rows[i].values() if f.text}) <= 1}
        heads = [rows[i] for i in range(first) if i not in banners and not counts(rows[i])]
        above = " ".join(
            [grid.caption, grid.above] + [f.text for i in sorted(banners) for f in list(rows[i].values())[:1]]
        )
        width = sorted({col for row in rows for col in row})
        columns = {col: self._column(_path(heads, col), rows[first:], col) for col in width}
        labels = tuple(col for col in width if columns[col].role == "label")
        values = [col for col in width if columns[col].role == "value"]
        if not values:
            return None
        labels = tuple(col for col in labels if col < values[0])
        listed = "".join("".join(columns[col].path) for col in labels)
        if stranger_speaks(above[-40:], self._names.mentions(above[-40:]), firms=False):
            return None
        about = above + "," + ",".join(_prose(view))[:160]
        corner = " ".join(match["unit"] for match in _CORNER.finditer(above))
        titled = self._titled(above, listed)
        held = tuple((col, columns[col]) for col in values)
        return Frame(view, grid, columns, first, labels, listed, about, corner, titled, held)

    def _titled(self, above: str, listed: str) -> Indicator | None:
        """What the title of a table by branches of the economy is about."""
        if not _BRANCHES.search(listed):
            return None
        found = self._labels.find(above)
        ids = {label.indicator.id for label in found}
        if len(ids) != 1 or _PART_OF.search(above[max(0, found[0].start - 14) : found[0].start]):
            return None
        return found[0].indicator

    def _column(self, path: tuple[str, ...], body: tuple[Row, ...], col: int) -> Column:
        said = self.understand(path)
        joined = "".join(path)
        if _UNIT_HEAD.fullmatch(joined):
            return Column(path, said, "unit")
        texts = [row[col].text for row in body if col in row and row[col].text]
        numbers = [text for text in texts if CELL.match(text)]
        if _CODE_HEAD.search(joined) and said.indicator is None:
            return Column(path, said, "code" if numbers else "label")
        years = [text for text in texts if YEAR.fullmatch(text)]
        if not numbers or len(years) == len(texts):
            return Column(path, said, "label")
        return Column(path, said, "value")

    def stated(self, frame: Frame, own: str, id: str) -> tuple[Caliber, str | None]:
        """Caliber and vintage that row and heads state, else the lines above where they speak of this quantity."""
        about = self._about(frame.about, id)
        return nearest(own, about), vintage(own) or vintage(about)

    def _clauses(self, about: str, id: str) -> str:
        """能源消费总量按等价值计算 above a table says nothing about its other quantities."""
        kept = []
        for clause in _CLAUSE.split(about):
            named = {label.indicator.id for label in self._labels.find(clause)}
            if not named or named & {id, _SPEAKS_OF.get(id, id)}:
                kept.append(clause)
        return ",".join(kept)


def unit_cell(frame: Frame, row: Row) -> str:
    """What the unit column prints in a row."""
    for col, column in frame.columns.items():
        if column.role == "unit" and col in row:
            return row[col].text
    return ""


def _path(heads: list[Row], col: int) -> tuple[str, ...]:
    """The head words above a column, a merged cell once."""
    fields = {id(row[col]): row[col].text for row in heads if col in row}
    return tuple(text for text in fields.values() if text)


def _is_body(row: Row) -> bool:
    """A row of values: a number that is no year, beside words."""
    if counts(row):
        return False
    numbers = [f.text for f in row.values() if CELL.match(f.text)]
    return any(not YEAR.fullmatch(text) for text in numbers)


def _prose(view: PageView) -> list[str]:
    """The first lines of a page that are no rows of a table."""
    return [line.text for line in view.lines[:3] if "\t" not in view.original(line.start, line.end)]
