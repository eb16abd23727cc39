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
    r"(?:\d{1,2}[.、]|\([一二三四五六七八九\d]{1,2}\)|合计|小计|总计|数量|实物量|数值|台\(?[件套]?\)?数|量|数|本月|当月|累计|本月止累计|本年|本期|全年|1-本月|年累计|\(.{0,16}\)|其中|%|kgce/t|kwh/t|千克标准?煤/吨|吨标准?煤|tce|:|\d{4}年?|\s)*"
)
_WHEN = r"(?:\(?\d{4}年?度?\)?)?"
_OF_PRODUCT = r"(?:单位产品|单位|产品|吨产品)?(?:可比)?(?:综合)?"
_ROLES: Mapping[str, str] = {
    "feedstock": r"用于原材料|原材料用?能?源?$|用作原料",
    "transport": r"运输工具消费|运输工具",
    "non_industrial": r"非工业(?:生产)?(?:消费|用)?量?|非生产用",
    "industrial": r"工业生产(?:消费|用)?量?|生产用",
    "bought_outside": r"(?:购自)?省外(?:购进)?量?",
    "price": r"单价|价格",
    "taxed": r"价税合计|含税金额",
    "money": r"(?:购进|购入|消费)?(?:金额|费用|价款)|[电水气煤油热汽]费(?:金额)?|燃料费",
    "budget": r"(?:年初|年度)?预算(?:安排)?(?:资金|金额)?|(?:计划)?安排(?:资金|金额)",
    "paid": r"(?:实际|已|累计)?(?:拨付|支付|兑现)(?:到位)?(?:资金|金额)?",
    "reference": r"参考(?:折标)?(?:准煤)?系数",
    "coefficient": r"(?:采用|实际|平均)?折(?:算)?标(?:准煤)?(?:准)?系数|折标系数|折算系数",
    "standard": r"折(?:合)?标(?:准)?煤(?:量|消费量)?|标准量|折标量|标准煤(?:消费)?量",
    "output": r"加工转换产出|转换产出",
    "recovered": r"回收利用",
    "opening": r"[期年月]初(?:库存|结存)?量?|上[月期]末?(?:库存|结存)量?",
    "closing": r"[期年月]末(?:库存|结存)?量?|本[月期]末?(?:库存|结存)量?",
    "bought": r"购进(?:量)?|购入量?|采购量|入库量?|购[电煤气热汽油]量",
    "own": r"自产(?:电|汽|蒸汽|热)?量?|自发电?量?|自供量?|(?:余热)?发电量",
    "passed_on": r"外供(?:电|汽)?量?|外销量?|转供(?:电)?量?|外送(?:电)?量?|上网电?量|售出量",
    "lost": r"损耗(?:量)?|线损(?:电量)?|损失量?",
    "used": r"消费(?:量)?|耗用量?|消耗量?|用量|使用量|[用耗][电煤气热汽油水]量",
    "base": rf"(?:基期|基准期|基准年|对比期|上年(?:同期)?|去年|改造前){_WHEN}{_OF_PRODUCT}(?:单耗|能耗|电耗|煤耗)",
    "unit_use": rf"(?:报告期|统计期|考核期|本期|本年|当年|今年|改造后){_WHEN}{_OF_PRODUCT}(?:单耗|能耗|电耗|煤耗)",
    "per_product": r"(?:单位产品|吨产品|产品单位)(?:可比)?(?:综合)?(?:能耗|电耗|煤耗|能源消耗)|(?:产品)?单耗",
    "made": r"(?:报告期|统计期|考核期|本期|本年|合格品?)?(?:产品)?(?:合格)?产量",
    "saved": r"(?:年|实现|完成|实际)?节能量|节约(?:标准?煤)?量",
    "limit": rf"(?:国家|地方|行业)?(?:标准)?{_OF_PRODUCT}(?:能源消耗|能耗)?(?:限额限定值?|限定值|限额标准值?|限额指标值?|限额值?)",
    "admitted": r"准入值",
    "advanced": r"先进值",
    "quota": r"(?:消耗|能耗|用能|电耗|煤耗|单耗|考核)?定额(?:指标|值|量)?",
    "due": r"应(?:配备?|安?装)(?:计量器具)?(?:数)?(?:量)?|理论需要量|nl",
    "installed": r"实(?:际)?(?:配备?|安?装)(?:计量器具)?(?:数)?(?:量)?|(?:已)?安装|ns",
    "coverage": r"(?:计量)?(?:器具)?(?:实际)?配备率",
    "goal": r"目标(?:值|任务)?|控制(?:目标|数|值)|下达(?:数|目标)?",
    "actual": rf"{_OF_PRODUCT}(?:能源消耗|能耗|电耗|煤耗|单耗)?实际(?:完成|消费|消耗|综合能耗|能耗|单耗|电耗)?(?:值|情况)?|完成(?:值|情况)?|实绩|实测值?",
    "verified": r"(?:已按期|已|按期|实际?)检(?:定)?(?:器具)?",
    "to_verify": r"应检(?:定)?(?:器具)?",
    "rate_verified": r"(?:周期|按期)?(?:检定|受检)(?:完成)?率",
}
_PATTERNS = {role: re.compile(pattern) for role, pattern in _ROLES.items()}
_ANY = ""
"""Where lines are kept whatever roles they have."""
_YEAR = re.compile(r"(?:19|20)\d\d(?=年)")
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
    if bench.forms is None:
        bench.forms = _by_role(bench)
    first, others = roles[0] if roles else _ANY, roles[1:]
    for row in bench.forms.get(first, ()):
        if all(role in row.cells for role in others):
            yield row


def _by_role(bench: Bench) -> dict[str, list[FormRow]]:
    """Two dozen rules each look for lines with roles of their own."""
    found: dict[str, list[FormRow]] = {}
    for view in bench.tabled:
        if "entity_conflict" not in view.paper.notes:
            sides = (side for sheet in sheets(view) for side in (sheet, sheet.turn()))
            for row in (row for side in sides for row in rows_of(view, side)):
                for role in (_ANY, *row.cells):
                    found.setdefault(role, []).append(row)
    return found


def rows_of(view: View, sheet: Sheet) -> Iterator[FormRow]:
    """Lines of one table; a role that two columns claim is nobody's."""
    columns: dict[str, dict[str, list[int]]] = {}
    for across in sheet.across:
        found = role_of(_words(sheet, across))
        if found is not None:
            columns.setdefault(found[1], {}).setdefault(found[0], []).append(across)
    for variant, known in columns.items():
        _told_by_years(sheet, known)
        single = {role: places[0] for role, places in known.items() if len(places) == 1}
        if not single:
            continue
        for line in sheet.lines:
            cells = {role: cell for role, across in single.items() if (cell := sheet.at(line, across))}
            yield FormRow(view, sheet, line, variant, cells)


def _words(sheet: Sheet, across: int) -> str:
    """The head; of a table turned round, the line's label without its number and unit."""
    head = sheet.heads.get(across, "")
    if not sheet.turned:
        return head
    unit = sheet.table.units.get(across, "")
    pieces = (piece for piece in head.split("|") if piece and not piece.isdigit())
    return "|".join(piece for piece in pieces if piece != unit)


def _told_by_years(sheet: Sheet, known: dict[str, list[int]]) -> None:
    """2010年单耗 beside 2012年单耗: the earlier year is what the later one is compared with, and outputs are the later's."""
    uses = _dated(sheet, known.get("per_product", []))
    if len(uses) == 2 and not {"base", "unit_use"} & known.keys():
        known["base"], known["unit_use"] = [uses[0]], [uses[1]]
        made = _dated(sheet, known.get("made", []))
        known["made"] = made[-1:] or known.get("made", [])


def _dated(sheet: Sheet, columns: list[int]) -> list[int]:
    """Columns in the order of the years in their heads; nothing where two say the same or one says none."""
    years = {across: _YEAR.findall(sheet.heads.get(across, "")) for across in columns}
    if len(columns) < 2 or any(len(found) != 1 for found in years.values()):
        return []
    ordered = sorted(columns, key=lambda across: years[across][0])
    return ordered if len({found[0] for found in years.values()}) == len(columns) else []


@lru_cache(maxsize=1 << 14)
def role_of(head: str) -> tuple[str, str] | None:
    """(role, variant) of a head, its innermost words first; None when they say something else."""
    pieces = [piece for piece in head.replace(" ", "").split("|") if piece]
    variant = "month" if _MONTH.search(head) else "to_date" if _TO_DATE.search(head) else "plain"
    for piece in reversed(pieces):
        known = False
        for role, pattern in _PATTERNS.items():
            match = pattern.search(piece)
            if match is not None:
                known = True
                if _NEUTRAL.fullmatch(piece[: match.start()] + piece[match.end() :]):
                    return role, variant
        if known or not _NEUTRAL.fullmatch(piece):
            return None
    return None
