"""Papers of an enterprise: ledgers, forms, bills, calculations, reports."""

from __future__ import annotations

from decimal import Decimal

from tests.samples.figureworld.sheet import Row, Sheet, Span, Table
from tests.samples.figureworld.truth import COEFFICIENTS, ITEM_UNITS, YEAR, Body, Key, World

D = Decimal


def items(body: Body) -> list[str]:
    return list(dict.fromkeys(item for item, year, _ in body.months if year == YEAR))


def _months(body: Body, item: str) -> list[tuple[int, tuple[Decimal, Decimal, Decimal, Decimal, Decimal]]]:
    found = []
    for month in range(1, 13):
        m = body.months[item, YEAR, month]
        found.append((month, (m.opening, m.bought, m.used, m.production, m.closing)))
    return found


def flow(
    sheet: Sheet, body: Body, indicator: str, item: str, period: str, value: Decimal, role: str = "ledger"
) -> str:
    at = Key(indicator, body.entity.code, period, item)
    return sheet.printed(at, value.quantize(D("0.01")), ITEM_UNITS[item], role)


def ledger(sheet: Sheet, world: World, body: Body) -> None:
    """One table an energy, months down; some with sums of the year so far."""
    sheet.title = f"{body.entity.name}{YEAR}年能源消费统计台账"
    summed = sheet.rng.random() < 0.5
    split = sheet.rng.random() < 0.5
    for item in items(body):
        head: Row = [
            "月份",
            "月初库存",
            "购进量",
            "消费量",
            *(["其中：生产用", "非生产用"] if split else []),
            "月末库存",
            *(["消费量累计"] if summed else []),
        ]
        rows: list[Row] = []
        so_far = D(0)
        for month, (opening, bought, used, production, closing) in _months(body, item):
            so_far += used
            p = f"{YEAR}-{month:02d}"
            row: Row = [
                f"{month}月",
                flow(sheet, body, "I-LOPEN", item, p, opening),
                flow(sheet, body, "I-LBUY", item, p, bought),
                flow(sheet, body, "I-LUSE", item, p, used),
            ]
            if split:
                row += [
                    flow(sheet, body, "production", item, p, production),
                    flow(sheet, body, "other", item, p, used - production),
                ]
            row.append(flow(sheet, body, "I-LCLOSE", item, p, closing))
            if summed:
                upto = p if month == 1 else f"{YEAR}" if month == 12 else f"{YEAR}-01..{p}"
                row.append(flow(sheet, body, "I-LUSE", item, upto, so_far, "to_date"))
            rows.append(row)
        again = 6 if sheet.rng.random() < 0.2 else 0
        sheet.blocks.append(
            Table([head], rows, f"能源品种：{item}　　计量单位：{ITEM_UNITS[item]}", again, True)
        )


def form(sheet: Sheet, world: World, body: Body) -> None:
    """205-1: one row an energy, the whole year, with coefficients and standard coal."""
    rng = sheet.rng
    sheet.title = "能源购进、消费与库存"
    sheet.say(f"表号：205-1表　　制定机关：国家统计局　　{YEAR}年1-12月")
    sheet.say(f"单位详细名称：{body.entity.name}")
    head: list[Row] = [
        [
            Span("能源名称", 1, 2),
            Span("计量单位", 1, 2),
            Span("代码", 1, 2),
            Span("年初库存量", 1, 2),
            Span("购进量", 1, 2),
            Span("消费量", 3),
            Span("年末库存量", 1, 2),
            Span("采用折标系数", 1, 2),
        ],
        ["合计", "1.工业生产消费", "2.非工业生产消费"],
    ]
    rows: list[Row] = [["甲", "乙", "丙", "1", "2", "3", "4", "5", "6", "7"]]
    for n, item in enumerate(items(body), 1):
        months = [body.months[item, YEAR, m] for m in range(1, 13)]
        used, production = sum((m.used for m in months), D(0)), sum((m.production for m in months), D(0))
        bought = sum((m.bought for m in months), D(0))
        year = str(YEAR)
        rows.append(
            [
                item,
                ITEM_UNITS[item],
                f"{n:02d}",
                flow(sheet, body, "I-LOPEN", item, year, months[0].opening),
                flow(sheet, body, "I-LBUY", item, year, bought),
                flow(sheet, body, "I-LUSE", item, year, used),
                flow(sheet, body, "production", item, year, production),
                flow(sheet, body, "other", item, year, used - production),
                flow(sheet, body, "I-LCLOSE", item, year, months[-1].closing),
                str(COEFFICIENTS[item]),
            ]
        )
    at = Key("I-CONS", body.entity.code, str(YEAR), "", "当量值")
    sheet.blocks.append(Table(head, rows))
    sheet.say(
        f"补充资料：综合能源消费量（当量值）{sheet.number(at, body.values[at], '吨标准煤', 2)}吨标准煤。"
    )
    sheet.say(f"单位负责人：张伟　统计负责人：赵敏　填表人：孙丽　报出日期：{YEAR + 1}年1月8日")
    if rng.random() < 0.3:
        sheet.say("说明：本表综合能源消费量按当量值计算。")


def bill(sheet: Sheet, world: World, body: Body, month: int) -> None:
    """电费结算单 of one month; some run from the 26th to the 25th and then measure another stretch."""
    crossing = sheet.rng.random() < 0.25
    used = body.months["电力", YEAR, month].bought
    sheet.title = f"{YEAR}年{month}月电费结算单"
    sheet.say(f"用户名称：{body.entity.name}")
    if crossing:
        sheet.traps.append("crossing_invoice")
        before = month - 1 or 12
        sheet.say(f"结算期间：{YEAR if month > 1 else YEAR - 1}年{before}月26日至{YEAR}年{month}月25日")
        shown = (used * D("0.973")).quantize(D("0.01"))
        text = str(shown)
    else:
        sheet.say(
            f"结算期间：{YEAR}年{month}月1日至{YEAR}年{month}月{(31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[month - 1]}日"
        )
        text = flow(sheet, body, "I-LBUY", "电力", f"{YEAR}-{month:02d}", used)
    money = (used * D("0.512")).quantize(D("0.01"))
    sheet.blocks.append(
        Table(
            [["项目", "电量（万千瓦时）", "单价（元/千瓦时）", "电费（万元）"]],
            [["有功电量", text, "0.512", str(money)], ["合计", text, "", str(money)]],
        )
    )


def usage(sheet: Sheet, world: World, body: Body) -> None:
    """能源利用状况报告: prose, and one table of indicators."""
    rng = sheet.rng
    sheet.title = f"{body.entity.name}{YEAR}年度能源利用状况报告"

    def n(
        indicator: str, unit: str, decimals: int, year: int = YEAR, item: str = "", caliber: str = ""
    ) -> str:
        at = Key(indicator, body.entity.code, str(year), item, caliber)
        return sheet.number(at, body.values[at], unit, decimals)

    both = rng.random() < 0.5
    word = rng.choice(("综合能源消费量", "综合能耗", "消耗能源折标准煤"))
    noted = "（当量值）"
    text = f"{YEAR}年我公司{word}{noted}{n('I-CONS', '吨标准煤', 2, caliber='当量值')}吨标准煤"
    if both:
        sheet.traps.append("noted_caliber")
        text += f"，综合能源消费量（等价值）{n('I-CONS', '吨标准煤', 2, caliber='等价值')}吨标准煤"
    sheet.say(text + f"，完成工业总产值{n('I-OUTV', '万元', 2)}万元。")
    if body.grew:
        sheet.traps.append("real_jump")
        sheet.say(f"{YEAR}年新建生产线投产，产量和能耗较上年大幅增加。")
    p, unit = body.product, "吨"
    sheet.say(
        rng.choice(
            (
                lambda: (
                    f"全年生产{p}{n('I-OUTQ', unit, 0, item=p)}吨，单位产品综合能耗{n('I-UPE', '千克标准煤/吨', 2, item=p)}千克标准煤/吨，"
                    f"万元产值能耗{n('I-EOUT', '吨标准煤/万元', 3)}吨标准煤/万元。"
                ),
                lambda: (
                    f"万元产值综合能耗为{n('I-EOUT', '吨标准煤/万元', 3)}吨标准煤，{p}产量{n('I-OUTQ', unit, 0, item=p)}吨。"
                ),
            )
        )()
    )
    saved = body.values.get(Key("I-SAVE", body.entity.code, str(YEAR)), D(0))
    if saved > 0:
        sheet.say(
            f"节能目标：{YEAR}年节能量目标{n('I-SAVET', '吨标准煤', 0)}吨标准煤，实际完成节能量{n('I-SAVE', '吨标准煤', 2)}吨标准煤。"
        )
    rows: list[Row] = []
    for item in items(body):
        months = [body.months[item, YEAR, m] for m in range(1, 13)]
        used = sum((m.used for m in months), D(0))
        coal = (used * COEFFICIENTS[item]).quantize(D("0.01"))
        rows.append(
            [item, ITEM_UNITS[item], flow(sheet, body, "I-LUSE", item, str(YEAR), used), str(COEFFICIENTS[item]),
             sheet.printed(Key("coal", body.entity.code, str(YEAR), item), coal, "吨标准煤", "part")]
        )  # fmt: skip
    total = sheet.number(
        Key("I-CONS", body.entity.code, str(YEAR), "", "当量值"),
        body.get("I-CONS", YEAR, caliber="当量值"),
        "吨标准煤",
        2,
        "total",
    )
    rows.append(["合计（当量值）", "", "", "", total])
    sheet.blocks.append(
        Table(
            [["能源种类", "计量单位", "消费量", "折标系数", "折标准煤（吨标准煤）"]], rows, "能源消费结构表"
        )
    )


def saving(sheet: Sheet, world: World, body: Body) -> None:
    """节能量计算说明: (base - now) x output."""
    sheet.title = f"{body.entity.name}{YEAR}年度节能量计算说明"
    p = body.product

    def n(indicator: str, unit: str, decimals: int, year: int = YEAR, item: str = "") -> str:
        at = Key(indicator, body.entity.code, str(year), item)
        return sheet.number(at, body.values[at], unit, decimals)

    head: list[Row] = [
        [
            Span("产品名称", 1, 2),
            Span("单位产品综合能耗（千克标准煤/吨，当量值）", 2),
            Span("报告期产量（吨）", 1, 2),
            Span("节能量（吨标准煤）", 1, 2),
        ],
        [f"基期（{YEAR - 1}年）", f"报告期（{YEAR}年）"],
    ]
    row: Row = [
        p,
        n("I-UPE", "千克标准煤/吨", 2, YEAR - 1, p),
        n("I-UPE", "千克标准煤/吨", 2, YEAR, p),
        n("I-OUTQ", "吨", 0, YEAR, p),
        n("I-SAVE", "吨标准煤", 2),
    ]
    sheet.blocks.append(Table(head, [row, ["合计", "", "", "", row[-1]]]))
    sheet.say("注：节能量=（基期单位产品综合能耗-报告期单位产品综合能耗）×报告期产量÷1000。")


def letter(sheet: Sheet, world: World, body: Body) -> None:
    sheet.title = f"{YEAR}年企业节能目标责任书"
    sheet.say(f"甲方：{world.city.name}经济委员会")
    sheet.say(f"乙方：{body.entity.name}")
    at = Key("I-SAVET", body.entity.code, str(YEAR))
    sheet.say(
        f"乙方承诺{YEAR}年完成节能量{sheet.number(at, body.values[at], '吨标准煤', 0, 'target')}吨标准煤。"
    )
    sheet.say(f"甲方（盖章）　　乙方（盖章）　　{YEAR}年3月20日")


def production(sheet: Sheet, world: World, body: Body) -> None:
    """工业产销总值及主要产品产量 of the year."""
    sheet.title = f"{body.entity.name}{YEAR}年工业产销总值及主要产品产量"
    p = body.product
    at = Key("I-OUTQ", body.entity.code, str(YEAR), p)
    value = Key("I-OUTV", body.entity.code, str(YEAR))
    rows: list[Row] = [
        ["工业总产值", "万元", sheet.number(value, body.values[value], "万元", 2)],
        [f"{p}产量", "吨", sheet.number(at, body.values[at], "吨", 0)],
    ]
    sheet.blocks.append(Table([["指标名称", "计量单位", "本年累计"]], rows))
