"""More papers of a county, in harder layouts and wordings: bulletin, comparison with last year, months."""

from __future__ import annotations

from tests.samples.figureworld.county import say
from tests.samples.figureworld.sheet import Row, Sheet, Span, Table
from tests.samples.figureworld.truth import YEAR, YEARS, Body, World


def bulletin(sheet: Sheet, world: World, body: Body) -> None:
    """公报: lists with 分别, from one level to another, other bodies' numbers beside the own ones."""
    rng, name = sheet.rng, body.entity.name
    sheet.title = f"{name}{YEAR}年国民经济和社会发展统计公报"

    def n(indicator: str, unit: str, decimals: int, year: object = YEAR, caliber: str = "") -> str:
        return say(sheet, body, indicator, unit, decimals, year, caliber)

    def listed() -> str:
        years = YEARS[1:]
        spoken = "、".join(f"{y}年" for y in years[:-1]) + f"和{years[-1]}年"
        rates = [n("I-EGDPR", "%", 2, y) for y in years]
        return f"{spoken}单位GDP能耗分别下降{rates[0]}%、{rates[1]}%和{rates[2]}%。"

    def both() -> str:
        return f"单位GDP能耗降低率、单位工业增加值能耗降低率分别为{n('I-EGDPR', '%', 2)}%和{n('I-EINDR', '%', 2)}%。"

    def moved() -> str:
        old, new = (
            n("I-EGDP", "吨标准煤/万元", 3, YEAR - 1, "等价值"),
            n("I-EGDP", "吨标准煤/万元", 3, YEAR, "等价值"),
        )
        return f"单位GDP能耗（等价值）从{YEAR - 1}年的{old}吨标准煤/万元下降到{new}吨标准煤/万元。"

    def summed() -> str:
        text = n("I-CUMR", "%", 2, f"{YEARS[1]}..{YEAR}")
        return rng.choice(
            (f"{YEARS[1]}-{YEAR}年单位GDP能耗累计下降{text}%。", f"与2005年相比，单位GDP能耗下降{text}%。")
        )

    share = n("I-SHR3", "%", 1)
    sheet.say(
        f"一、综合。初步核算，全年实现第三产业增加值{n('I-VA3', '亿元', 2)}亿元，第三产业增加值占GDP比重为{share}%，比上年提高0.4个百分点。"
    )
    sheet.say("二、能源。" + rng.choice((listed, both, moved, summed))())
    sheet.say(
        rng.choice(
            (
                lambda: f"全社会用电量{n('I-ELEC', '万千瓦时', 0)}万千瓦时，其中工业用电量占七成以上。",
                lambda: f"全社会用电量达到{n('I-ELEC', '亿千瓦时', 2)}亿千瓦时，增长近一成。",
            )
        )()
    )
    sheet.traps.append("others")
    sheet.say(
        rng.choice(
            (
                "城关镇万元GDP能耗1.02吨标准煤，下降2.1%；东关街道办事处下降1.9%。",
                f"{world.city.name}单位GDP能耗下降4.21%，全省下降4.05%，全国下降3.9%。",
                "宏达化工有限公司综合能源消费量3.2万吨标准煤，同比下降6.1%。",
                f"预计{YEAR + 1}年单位GDP能耗下降4.3%左右，能源消费总量控制在500万吨标准煤以内。",
            )
        )
    )
    sheet.say(f"{name}统计局　{YEAR + 1}年3月5日")


def comparison(sheet: Sheet, world: World, body: Body) -> None:
    """This year, last year and the change; caliber in a column of its own, labels on two lines."""
    rng = sheet.rng
    sheet.title = f"{body.entity.name}{YEAR}年主要能源经济指标完成情况表"
    broken = rng.random() < 0.5
    line = "\n" if broken and sheet.format in {"xlsx", "docx"} else ""
    own_column = rng.random() < 0.5
    head: list[Row] = [
        ["指标", "计量单位", f"{YEAR}年", f"{YEAR - 1}年", *(["口径"] if own_column else [])],
    ]
    rows: list[Row] = []
    for name, unit, indicator, decimals, caliber, word in (
        ("能源消费总量", "万吨标准煤", "I-ETOT", 2, "等价值", "等价值"),
        ("地区生产总值", "亿元", "I-GDPC", 2, "", "2005年不变价"),
        ("单位GDP能耗", "吨标准煤/万元", "I-EGDP", 4, "等价值", "等价值"),
        ("单位GDP能耗降低率", "%", "I-EGDPR", 2, "", ""),
        ("全社会用电量", "亿千瓦时", "I-ELEC", 4, "", ""),
    ):
        stub = name + (f"{line}（{word}）" if word and not own_column else "")
        values = [say(sheet, body, indicator, unit, decimals, y, caliber) for y in (YEAR, YEAR - 1)]
        rows.append([stub, unit, *values, *([word] if own_column else [])])
    sheet.blocks.append(Table(head, rows))


def industry(sheet: Sheet, world: World, body: Body) -> None:
    """Merged heads of three levels, unit in the corner for money, in the head for the rest."""
    sheet.title = f"{body.entity.name}规模以上工业能耗情况（{YEAR}年）"
    head: list[Row] = [
        [Span("年份", 1, 3), Span("规模以上工业", 4)],
        [
            Span("增加值", 1, 2),
            Span("综合能源消费量（万吨标准煤）", 1, 2),
            Span("单位工业增加值能耗（当量值，2005年不变价）", 2),
        ],
        ["绝对值（吨标准煤/万元）", "降低率（%）"],
    ]
    rows: list[Row] = [
        [
            f"{y}年",
            say(sheet, body, "I-IVA", "亿元", 2, y),
            say(sheet, body, "I-CONS", "万吨标准煤", 2, y, "规上"),
            say(sheet, body, "I-EIND", "吨标准煤/万元", 3, y),
            say(sheet, body, "I-EINDR", "%", 2, y),
        ]
        for y in YEARS[1:]
    ]
    sheet.blocks.append(Table(head, rows, "单位：亿元"))
