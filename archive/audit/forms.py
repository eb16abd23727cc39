"""Rows of forms by the words of their columns: what each number of an energy, a product or an instrument stands for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from archive.audit.bench import Bench
from archive.audit.printed import Cell
from archive.audit.sheets import Sheet, sheets
from archive.audit.views import View

_NEUTRAL = re.compile(
    r"(?:\d{1,2}[.、]|\([一二三四五六七八九\d]{1,2}\)|合计|小计|总计|数量|实物量|数值|量|本月|当月|累计|本月止累计|本年|本期|全年|1-本月|年累计|\(.{0,16}\)|其中|:|\d{4}年?|\s)*"
)
_ROLES: Mapping[str, str] = {
    "feedstock": r"用于原材料|原材料用?能?源?$|用作原料",
    "transport": r"运输工具消费|运输工具",
    "non_industrial": r"非工业(?:生产)?(?:消费|用)?量?|非生产用",
    "industrial": r"工业生产(?:消费|用)?量?|生产用",
    "bought_outside": r"(?:购自)?省外(?:购进)?量?",
    "price": r"单价|价格",
    "taxed": r"价税合计|含税金额",
    "money": r"金额|费用|价款",
    "reference": r"参考(?:折标)?(?:准煤)?系数",
    "coefficient": r"(?:采用|实际|平均)?折(?:算)?标(?:准煤)?(?:准)?系数|折标系数|折算系数",
    "standard": r"折(?:合)?标(?:准)?煤(?:量|消费量)?|标准量|折标量|标准煤(?:消费)?量",
    "output": r"加工转换产出|转换产出",
    "recovered": r"回收利用",
    "opening": r"[期年月]初(?:库存)?量?",
    "closing": r"[期年月]末(?:库存)?量?",
    "bought": r"购进(?:量)?|购入量?|入库量?",
    "used": r"消费(?:量)?|耗用量?|消耗量?|用量|使用量",
    "base": r"(?:基期|基准期|上年(?:同期)?|改造前)(?:单位产品)?(?:综合)?(?:单耗|能耗)",
    "unit_use": r"(?:报告期|本期|本年|当年|改造后)(?:单位产品)?(?:综合)?(?:单耗|能耗)",
    "made": r"(?:报告期|本期|本年|合格品?)?(?:产品)?产量",
    "saved": r"(?:年)?节能量|节约量",
    "limit": r"限定值|限额(?:限定)?值?|能耗限额",
    "admitted": r"准入值",
    "advanced": r"先进值",
    "quota": r"(?:消耗|能耗|用能)?定额",
    "due": r"应配(?:备)?(?:数)?(?:量)?|应装(?:数)?|理论需要量|nl",
    "installed": r"实配(?:备)?(?:数)?|实际配备(?:数)?|实装(?:数)?|ns",
    "coverage": r"(?:器具)?配备率",
    "goal": r"目标(?:值|任务)?|控制(?:目标|数|值)|下达(?:数|目标)?",
    "actual": r"实际(?:完成)?(?:值|数|情况)?|完成(?:值|数|情况)?|实绩|实测值?",
    "verified": r"(?:已|按期)检(?:定)?(?:数|台数)?",
    "to_verify": r"应检(?:定)?(?:数|台数)?",
    "rate_verified": r"(?:周期)?(?:检定|受检)率",
}
_PATTERNS = {role: re.compile(pattern) for role, pattern in _ROLES.items()}
_KEPT = "form rows"
_MONTH, _TO_DATE = re.compile(r"本月(?!止)|当月"), re.compile(r"累计|1-本月|年初至")


@dataclass(frozen=True, slots=True)
class FormRow:
    """One line of a form; `cells` by role."""

    view: View
    sheet: Sheet
    line: int
    variant: str
    """month, to_date or plain: the columns that belong together."""
    cells: Mapping[str, Cell]

    @property
    def label(self) -> str:
        return self.sheet.label(self.line)

    @property
    def unit(self) -> str:
        return self.sheet.table.units.get(self.line, "") if not self.sheet.turned else ""

    @property
    def family(self) -> tuple[str, int, int, str]:
        """The table and the columns: what its lines have in common."""
        return self.view.document, self.sheet.table.page, id(self.sheet.table), self.variant


def form_rows(bench: Bench, *roles: str) -> Iterator[FormRow]:
    """Lines of all tables that have these roles, from columns that are understood."""
    for view in bench.views:
        if view.readable and view.facts.tables and "entity_conflict" not in view.paper.notes:
            for row in _rows(view):
                if all(role in row.cells for role in roles):
                    yield row


def _rows(view: View) -> tuple[FormRow, ...]:
    kept: tuple[FormRow, ...] | None = vars(view).get(_KEPT)
    if kept is None:
        found = (
            row for sheet in sheets(view) for side in (sheet, sheet.turn()) for row in rows_of(view, side)
        )
        kept = vars(view)[_KEPT] = tuple(found)
    return kept


def rows_of(view: View, sheet: Sheet) -> Iterator[FormRow]:
    """Lines of one table; a role that two columns claim is nobody's."""
    columns: dict[str, dict[str, list[int]]] = {}
    for across in sheet.across:
        found = role_of(sheet.heads.get(across, ""))
        if found is not None:
            columns.setdefault(found[1], {}).setdefault(found[0], []).append(across)
    for variant, known in columns.items():
        single = {role: places[0] for role, places in known.items() if len(places) == 1}
        if not single:
            continue
        for line in sheet.lines:
            cells = {role: cell for role, across in single.items() if (cell := sheet.at(line, across))}
            yield FormRow(view, sheet, line, variant, cells)


@lru_cache(maxsize=1 << 14)
def role_of(head: str) -> tuple[str, str] | None:
    """(role, variant) of a head, its innermost words first; None when they say something else."""
    pieces = [piece for piece in head.replace(" ", "").split("|") if piece]
    variant = "month" if _MONTH.search(head) else "to_date" if _TO_DATE.search(head) else "plain"
    for piece in reversed(pieces):
        for role, pattern in _PATTERNS.items():
            match = pattern.search(piece)
            if match is not None:
                rest = piece[: match.start()] + piece[match.end() :]
                return (role, variant) if _NEUTRAL.fullmatch(rest) else None
        if not _NEUTRAL.fullmatch(piece):
            return None
    return None
