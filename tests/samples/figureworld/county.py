"""Papers of a county and of the offices that speak of it."""

from __future__ import annotations

from decimal import Decimal

from tests.samples.figureworld.sheet import Sheet, Span, Table
from tests.samples.figureworld.truth import SECTORS, YEAR, YEARS, Body, Key, World

D = Decimal
_CORNERS = ("单位：{}", "计量单位：{}", "单位:{}", "（单位：{}）")


def key(body: Body, indicator: str, period: object = YEAR, item: str = "", caliber: str = "") -> Key:
    return Key(indicator, body.entity.code, str(period), item, caliber)


def say(
    sheet: Sheet,
    body: Body,
    indicator: str,
    unit: str,
    decimals: int,
    year: object = YEAR,
    caliber: str = "",
    role: str = "",
) -> str:
    """One number of a county, negative for what is printed as a rise of the opposite."""
    at = key(body, indicator, year, "", caliber)
    return sheet.number(at, body.values[at], unit, decimals, role)


def self_report(sheet: Sheet, world: World, body: Body) -> None:
    """自查报告: the numbers of the year in sentences of several makes."""
    rng, name = sheet.rng, body.entity.name
    sheet.title = rng.choice(
        (
            f"{name}{YEAR}年度节能目标责任完成情况自查报告",
            f"{name}人民政府关于{YEAR}年节能目标完成情况的自查报告",
            f"{name}{YEAR}年节能降耗工作自查报告",
        )
    )
    places = rng.choice((2, 3, 4))

    def n(
        indicator: str, unit: str, decimals: int, year: object = YEAR, caliber: str = "", role: str = ""
    ) -> str:
        return say(sheet, body, indicator, unit, decimals, year, caliber, role)

    sheet.say("一、目标完成情况")
    sheet.say(
        rng.choice(
            (
                lambda: (
                    f"{YEAR}年，全县能源消费总量（等价值）{n('I-ETOT', '万吨标准煤', 2, caliber='等价值')}万吨标准煤，地区生产总值（2005年不变价）{n('I-GDPC', '亿元', 2)}亿元，"
                    f"万元GDP能耗（等价值）为{n('I-EGDP', '吨标准煤/万元', places, caliber='等价值')}吨标准煤，比上年下降{n('I-EGDPR', '%', 2, role='rate')}%。"
                ),
                lambda: (
                    f"据统计局核定，我{_level(body)}{YEAR}年单位GDP能耗（按等价值计算）由上年的{n('I-EGDP', '吨标准煤/万元', places, YEAR - 1, '等价值')}吨标准煤/万元下降到"
                    f"{n('I-EGDP', '吨标准煤/万元', places, caliber='等价值')}吨标准煤/万元，降低率为{n('I-EGDPR', '%', 2, role='rate')}%。全年能源消费总量（等价值）达到"
                    f"{n('I-ETOT', '万吨标准煤', 2, caliber='等价值')}万吨标准煤，实现生产总值（2005年不变价）{n('I-GDPC', '亿元', 2)}亿元。"
                ),
                lambda: (
                    f"全年实现地区生产总值{n('I-GDPC', '亿元', 2)}亿元（按2005年不变价计算）；能源消费总量为{n('I-ETOT', '万吨标准煤', 2, caliber='等价值')}万吨标准煤（等价值）。"
                    f"单位地区生产总值能耗（等价值）{n('I-EGDP', '吨标准煤/万元', places, caliber='等价值')}吨标准煤/万元，同比降低{n('I-EGDPR', '%', 2, role='rate')}％。"
                ),
            )
        )()
    )
    sheet.say(
        rng.choice(
            (
                lambda: (
                    f"能源消费总量比上年增长{n('I-EGRO', '%', 2, role='rate')}%，GDP按可比价格计算增长{n('I-GDPG', '%', 2, role='rate')}%。"
                ),
                lambda: (
                    f"GDP增速（可比价）{n('I-GDPG', '%', 2, role='rate')}%，能源消费增速{n('I-EGRO', '%', 2, role='rate')}%。"
                ),
            )
        )()
    )
    sheet.say(
        rng.choice(
            (
                lambda: (
                    f"规模以上工业增加值（2005年不变价）{n('I-IVA', '亿元', 2)}亿元，万元工业增加值能耗{n('I-EIND', '吨标准煤/万元', places)}吨标准煤，同比下降{n('I-EINDR', '%', 2, role='rate')}%。"
                ),
                lambda: (
                    f"单位工业增加值能耗为{n('I-EIND', '吨标准煤/万元', places)}吨标准煤/万元，比上年降低{n('I-EINDR', '%', 2, role='rate')}%；全社会用电量{n('I-ELEC', '亿千瓦时', 2)}亿千瓦时，"
                    f"单位GDP电耗{n('I-EGDPEL', '千瓦时/万元', 1)}千瓦时/万元。"
                ),
            )
        )()
    )
    first = YEARS[1]
    sheet.say(
        rng.choice(
            (
                lambda: (
                    f"市政府下达我{_level(body)}{YEAR}年度节能目标为降低{n('I-TGT', '%', 2, role='target')}%，“十一五”累计目标为降低{n('I-TGT5', '%', 1, '2006..2010', role='target')}%。"
                ),
                lambda: (
                    f"{YEAR}年度单位GDP能耗降低目标为{n('I-TGT', '%', 2, role='target')}%。{first}年至{YEAR}年累计降低率{n('I-CUMR', '%', 2, f'{first}..{YEAR}', role='chain')}%。"
                ),
            )
        )()
    )
    sheet.say("二、主要做法")
    sheet.say("成立领导小组，层层签订责任书，制定实施方案，加强重点用能单位监管，开展宣传培训。")
    sheet.say(f"{name}人民政府")
    sheet.say(f"{YEAR + 1}年1月20日")


def _level(body: Body) -> str:
    return body.entity.name[-1]


_COLUMNS = (
    ("能源消费总量（等价值）", "万吨标准煤", "I-ETOT", 2, "等价值"),
    ("地区生产总值（2005年不变价）", "亿元", "I-GDPC", 2, ""),
    ("单位GDP能耗（等价值）", "吨标准煤/万元", "I-EGDP", 3, "等价值"),
    ("单位GDP能耗降低率", "%", "I-EGDPR", 2, ""),
    ("规模以上工业增加值", "亿元", "I-IVA", 2, ""),
    ("单位工业增加值能耗", "吨标准煤/万元", "I-EIND", 3, ""),
    ("单位工业增加值能耗降低率", "%", "I-EINDR", 2, ""),
    ("全社会用电量", "万千瓦时", "I-ELEC", 0, ""),
    ("单位GDP电耗", "千瓦时/万元", "I-EGDPEL", 1, ""),
    ("能源消费总量增速", "%", "I-EGRO", 2, ""),
    ("GDP增速（可比价）", "%", "I-GDPG", 2, ""),
    ("第三产业增加值（现价）", "亿元", "I-VA3", 2, ""),
    ("第三产业增加值占GDP比重", "%", "I-SHR3", 2, ""),
)


def yearbook(sheet: Sheet, world: World, body: Body) -> None:
    """主要指标 of several years, units in a column of their own, in the stub or in the head."""
    rng = sheet.rng
    sheet.title = f"{body.entity.name}{YEARS[0]}-{YEAR}年能源与经济主要指标"
    style = rng.choice(("column", "stub", "years_down"))
    rows: list[list[str | Span]] = []
    if style == "years_down":
        chosen = _COLUMNS[:6]
        head: list[list[str | Span]] = [["年份", *(f"{name}（{unit}）" for name, unit, *_ in chosen)]]
        for year in YEARS[1:]:
            cells = [say(sheet, body, i, unit, d, year, c) for _, unit, i, d, c in chosen]
            rows.append([f"{year}年" if rng.random() < 0.5 else str(year), *cells])
        sheet.blocks.append(Table(head, rows))
        return
    years = YEARS[1:]
    heads = [f"{year}年" for year in years]
    top: list[list[str | Span]] = [["指标名称", *(["计量单位"] if style == "column" else []), *heads]]
    for name, unit, indicator, decimals, caliber in _COLUMNS:
        cells = [say(sheet, body, indicator, unit, decimals, year, caliber) for year in years]
        stub = [name, unit] if style == "column" else [f"{name}（{unit}）"]
        rows.append([*stub, *cells])
    again = 7 if rng.random() < 0.5 else 0
    sheet.blocks.append(Table(top, rows, again=again, repeat=rng.random() < 0.5))
    if again:
        sheet.traps.append("continued")


def sectors(sheet: Sheet, world: World, body: Body) -> None:
    """分行业能源消费量: parts, 合计, 其中, rounding tails, forced balance, blanks."""
    rng = sheet.rng
    sheet.title = f"{body.entity.name}分行业能源消费量（{YEARS[1]}-{YEAR}年）"
    years = YEARS[1:]
    forced = rng.random() < 0.5
    within = rng.random() < 0.6
    first = rng.random() < 0.5
    columns = []
    for year in years:
        parts = [body.sectors[year, s].quantize(D("0.01")) for s in SECTORS]
        total = body.get("I-ETOT", year, caliber="等价值") / 10000
        shown = total.quantize(D("0.01"))
        gap = shown - sum(parts)
        if gap and forced:
            parts[1] += gap
            sheet.traps.append("forced_balance")
        elif gap:
            sheet.traps.append("rounding_tail")
        columns.append((parts, shown))
    rows: list[list[str | Span]] = []
    for n, sector in enumerate(SECTORS):
        cells: list[str | Span] = [
            sheet.printed(Key("sector", body.entity.code, str(y), sector), c[0][n], "万吨标准煤", "part")
            for y, c in zip(years, columns, strict=True)
        ]
        rows.append([f"　{sector}", *cells])
        if sector == "工业" and within:
            sheet.traps.append("of_which")
            rows.append(
                ["　　其中：制造业", *(str((c[0][1] * D("0.81")).quantize(D("0.01"))) for c in columns)]
            )
    if rng.random() < 0.5:
        rows.insert(5, ["　农垦及其他", *("" for _ in years)])
        sheet.traps.append("blank")
    total_row: list[str | Span] = [
        "合计" if rng.random() < 0.5 else "能源消费总量",
        *(
            sheet.printed(Key("I-ETOT", body.entity.code, str(y), "", "等价值"), c[1], "万吨标准煤", "total")
            for y, c in zip(years, columns, strict=True)
        ),
    ]
    rows = [total_row, *rows] if first else [*rows, total_row]
    corner = rng.choice(_CORNERS).format("万吨标准煤")
    sheet.blocks.append(Table([["行业", *(f"{y}年" for y in years)]], rows, corner))


def letter(sheet: Sheet, world: World, body: Body) -> None:
    """责任书 between city and county."""
    name = body.entity.name
    sheet.title = f"{world.city.name}{YEAR}年节能目标责任书"
    sheet.say(f"甲方：{world.city.name}人民政府")
    sheet.say(f"乙方：{name}人民政府")
    annual = say(sheet, body, "I-TGT", "%", 2, role="target")
    five = say(sheet, body, "I-TGT5", "%", 1, "2006..2010", role="target")
    sheet.say(
        sheet.rng.choice(
            (
                f"一、节能目标：{YEAR}年{name}单位GDP能耗比上年降低{annual}%，“十一五”期间累计降低{five}%。",
                f"一、目标任务：乙方{YEAR}年度万元GDP能耗降低目标为{annual}%，“十一五”期间单位GDP能耗累计目标降低{five}%。",
            )
        )
    )
    sheet.say("二、奖惩办法：考核结果作为领导班子综合考核评价的依据。")
    sheet.say(f"甲方代表：王建国（盖章）　　乙方代表：李志明（盖章）　　{YEAR}年3月12日")


def notice(sheet: Sheet, world: World, bodies: list[Body]) -> None:
    """分解下达: one row a county."""
    sheet.title = f"{world.city.name}人民政府关于下达{YEAR}年度节能目标任务的通知"
    sheet.say("各县（区）人民政府：")
    sheet.say("现将各县区节能目标任务分解下达如下，请认真组织落实。")
    rows: list[list[str | Span]] = []
    for body in bodies:
        annual = say(sheet, body, "I-TGT", "%", 2, role="target")
        five = say(sheet, body, "I-TGT5", "%", 1, "2006..2010", role="target")
        rows.append([body.entity.name, annual, five])
    head: list[list[str | Span]] = [
        ["县区", f"{YEAR}年单位GDP能耗降低目标（%）", "“十一五”累计降低目标（%）"]
    ]
    sheet.blocks.append(Table(head, rows))
    sheet.say(f"{world.city.name}人民政府　{YEAR}年2月28日")


def confirmation(sheet: Sheet, world: World, bodies: list[Body]) -> None:
    """核定通报 of the statistics office: two levels of heads."""
    rng = sheet.rng
    sheet.title = f"{world.city.name}统计局关于{YEAR}年各县区单位GDP能耗等指标核定结果的通知"
    sheet.say("各县区统计局：")
    sheet.say(
        f"经核定，{YEAR}年各县区能耗指标如下（能源消费总量和单位GDP能耗按等价值计算，生产总值为2005年不变价）。"
    )
    head: list[list[str | Span]] = [
        [
            Span("地区", 1, 2),
            Span("单位GDP能耗（等价值）", 2),
            Span("能源消费总量（等价值）（万吨标准煤）", 1, 2),
            Span("地区生产总值（2005年不变价）（亿元）", 1, 2),
            Span("单位工业增加值能耗（当量值，2005年不变价）", 2),
        ],
        [
            "指标值（吨标准煤/万元）",
            rng.choice(("降低率（%）", "下降（%）", "降低率（%）")),
            "指标值（吨标准煤/万元）",
            "降低率（%）",
        ],
    ]
    rows: list[list[str | Span]] = [
        [
            body.entity.name,
            say(sheet, body, "I-EGDP", "吨标准煤/万元", 3, caliber="等价值"),
            say(sheet, body, "I-EGDPR", "%", 2),
            say(sheet, body, "I-ETOT", "万吨标准煤", 2, caliber="等价值"),
            say(sheet, body, "I-GDPC", "亿元", 2),
            say(sheet, body, "I-EIND", "吨标准煤/万元", 3),
            say(sheet, body, "I-EINDR", "%", 2),
        ]
        for body in bodies
    ]
    sheet.blocks.append(Table(head, rows))
    sheet.say(f"{world.city.name}统计局　{YEAR + 1}年2月10日")


def quick(sheet: Sheet, world: World, body: Body) -> None:
    """分析报告 with first estimates that the confirmed numbers replace: a difference of vintage."""
    sheet.traps.append("revision")
    sheet.title = f"{body.entity.name}{YEAR}年能源消费形势分析"
    at = key(body, "I-EGDPR")
    early = body.values[at] + D("0.11")
    text = sheet.number(Key("I-EGDPR", at.entity, at.period, "", "初步"), early, "%", 2, "early")
    sheet.say(f"据初步核算，{YEAR}年全县单位GDP能耗同比下降{text}%（快报数）。")
    sheet.say(
        f"城关镇单位GDP能耗下降{sheet.rng.choice(('2.6', '3.6', '5.1'))}%，东关街道办事处单位GDP能耗下降1.9%。"
    )
    sheet.say(f"全社会用电量{say(sheet, body, 'I-ELEC', '亿千瓦时', 2)}亿千瓦时。")
