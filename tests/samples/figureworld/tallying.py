"""Papers of a county that only add and multiply: long sums, rates chained over the years, a score sheet."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from tests.samples.figureworld.county import say
from tests.samples.figureworld.sheet import Row, Sheet, Table
from tests.samples.figureworld.truth import YEAR, YEARS, Body, Key, World

D = Decimal
BRANCHES = (
    "煤炭开采和洗选业", "农副食品加工业", "食品制造业", "饮料制造业", "纺织业", "服装鞋帽制造业", "造纸及纸制品业", "印刷业",
    "化学原料制造业", "医药制造业", "橡胶制品业", "塑料制品业", "非金属矿物制品业", "黑色金属冶炼业", "有色金属冶炼业", "金属制品业",
    "通用设备制造业", "专用设备制造业", "交通运输设备制造业", "电气机械制造业", "水的生产和供应业", "燃气生产和供应业",
)  # fmt: skip
_LINES = (
    ("组织领导", 5), ("目标分解", 5), ("责任落实", 4), ("结构调整", 8), ("淘汰落后", 6), ("节能投入", 8), ("节能工程", 10), ("技术推广", 9),
    ("重点企业", 12), ("监督检查", 8), ("法规标准", 9), ("统计计量", 8), ("宣传培训", 4), ("奖惩制度", 4),
)  # fmt: skip


def branches(sheet: Sheet, world: World, body: Body) -> None:
    """规模以上工业 by branches: ten and more addends, each rounded, under a total that was rounded by itself."""
    rng = sheet.rng
    sheet.title = f"{body.entity.name}规模以上工业分行业能耗（{YEARS[1]}-{YEAR}年）"
    names = BRANCHES[: rng.randint(10, len(BRANCHES))]
    columns: list[tuple[list[Decimal], Decimal]] = []
    for year in YEARS[1:]:
        whole = body.get("I-CONS", year, caliber="规上") / 10000
        weights = [D(str(rng.uniform(0.2, 3))) for _ in names]
        parts = [(whole * w / sum(weights)).quantize(D("0.0001")) for w in weights]
        columns.append((parts, sum(parts, D(0))))
    sheet.traps.append("long_rounding_tail")
    rows: list[Row] = []
    for n, name in enumerate(names):
        cells = [_shown(sheet, body, year, name, c[0][n]) for year, c in zip(YEARS[1:], columns, strict=True)]
        rows.append([name, *cells])
    totals = [_shown(sheet, body, year, "合计", c[1]) for year, c in zip(YEARS[1:], columns, strict=True)]
    rows.append(["合计", *totals])
    sheet.blocks.append(Table([["行业", *(f"{y}年" for y in YEARS[1:])]], rows, "单位：万吨标准煤"))


def _shown(sheet: Sheet, body: Body, year: int, name: str, value: Decimal) -> str:
    total = name == "合计"
    key = Key("branches" if total else "branch", body.entity.code, str(year), "" if total else name)
    return sheet.printed(
        key, value.quantize(D("0.01"), ROUND_HALF_UP), "万吨标准煤", "total" if total else "part"
    )


def progress(sheet: Sheet, world: World, body: Body) -> None:
    """Each year's fall and the fall since the plan began, which is no sum."""
    years = YEARS[1:]
    sheet.title = f"{body.entity.name}“十一五”节能目标进展情况自查报告"
    rates = [say(sheet, body, "I-EGDPR", "%", 2, year, role="rate") for year in years]
    spoken = "、".join(f"{year}年" for year in years[:-1]) + f"和{years[-1]}年"
    sheet.say(f"{spoken}单位GDP能耗分别下降{'%、'.join(rates[:-1])}%和{rates[-1]}%。")
    whole = say(sheet, body, "I-CUMR", "%", 2, f"{years[0]}..{YEAR}", role="chain")
    sheet.say(f"{years[0]}-{YEAR}年单位GDP能耗累计下降{whole}%。")
    sheet.traps.append("no_sum")
    sheet.say(f"{body.entity.name}人民政府　{YEAR + 1}年1月12日")


def score(sheet: Sheet, world: World, body: Body) -> None:
    """自评表: lines with their maxima, and the total."""
    rng = sheet.rng
    sheet.title = f"{body.entity.name}{YEAR}年节能目标责任评价考核自评表"
    rows: list[Row] = []
    total = D(0)
    for n, (name, most) in enumerate(_LINES, 1):
        claimed = D(most) - rng.choice((D(0), D(0), D("0.5"), D(1)))
        total += claimed
        rows.append([str(n), name, str(most), _points(sheet, body, name, claimed)])
    rows.append(["", "合计", "100", _points(sheet, body, "合计", total)])
    sheet.blocks.append(Table([["序号", "考核内容", "标准分", "自评得分"]], rows))


def _points(sheet: Sheet, body: Body, name: str, value: Decimal) -> str:
    total = name == "合计"
    key = Key("score" if total else "line", body.entity.code, str(YEAR), "" if total else name)
    return sheet.printed(key, value.quantize(D("0.1")), "个百分点", "total" if total else "part")
