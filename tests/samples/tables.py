"""Other layouts of the tables than the demo's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from webui.demo import dates
from webui.demo.facts import UNITS, D, between, person, rounded
from webui.demo.paper import Block, Cell, Grid, Line, grid
from webui.demo.tables.metering import months_later
from webui.demo.tables.scores import COUNTY_LINES, PLANT_LINES


def score(desk: Any) -> Grid:
    lines = PLANT_LINES if desk.kind == "enterprise" else COUNTY_LINES
    rows: list[list[object]] = []
    total = D(0)
    for title, points in ((title, points) for _, title, points in lines):
        claim = points - desk.rng.choice((0, 0, 1)) * (points > 4)
        total += claim
        rows.append([title, points, "按考核办法评分", D(claim), "相关文件、报表"])
    rows.append(["总分", 100, "", total, ""])
    return grid([["考核内容", "标准分", "评分标准", "自评得分", "评分依据（佐证材料）"]], rows)


def confirmation(desk: Any) -> Grid:
    mine = desk.region
    rows = [
        ["单位GDP能耗（吨标准煤/万元）", mine.intensity, mine.intensity_last, "等价值、2005年不变价"],
        ["单位GDP能耗降低率（%）", mine.reduction, "", "等价值、2005年不变价"],
        ["能源消费总量（万吨标准煤）", mine.energy, mine.energy_last, "等价值"],
        ["生产总值（亿元）", mine.gdp, mine.gdp_last, "2005年不变价"],
        ["GDP增速（%）", mine.gdp_growth, "", "可比价"],
    ]
    return grid([["核定指标", f"{desk.year}年核定数", f"{desk.year - 1}年", "口径"]], rows)


def ledger(desk: Any) -> list[Block]:
    """Months as rows, all energies side by side."""
    plant = desk.plant
    gone = desk.extra.get("missing_month")
    names = list(plant.months)
    heads = [Cell("月份", 1, 2), *(Cell(f"{name}（{UNITS[name]}）", 4, 1) for name in names)]
    second = ["期初", "购进量", "消费量", "期末"] * len(names)
    rows = []
    for number in range(1, 13):
        if number != gone:
            row: list[object] = [f"{number}月份"]
            for name in names:
                month = plant.months[name][number - 1]
                row += [month.opening, month.bought, month.used, month.closing]
            rows.append(row)
    return [Line(f"年度：{desk.year}年　　年初库存以盘点为准", "plain"), grid([heads, second], rows)]


def stock(desk: Any) -> Grid:
    month = desk.plant.months["原煤"][desk.month - 1]
    half = month.bought // 2
    rows = [
        [f"{desk.year}.{desk.month:02d}.09", "原煤", "吨", half, person(desk.rng)],
        [f"{desk.year}.{desk.month:02d}.22", "原煤", "吨", month.bought - half, person(desk.rng)],
        ["合计", "", "", month.bought, ""],
    ]
    return grid([["入库日期", "品名", "单位", "数量", "经手人"]], rows)


def power(desk: Any) -> Grid:
    month = desk.plant.months["电力"][desk.month - 1]
    cost = rounded(month.bought * D("0.512"))
    return grid(
        [["项目", "数量（万千瓦时）", "电价（元/千瓦时）", "金额（万元）"]],
        [["目录电度电费", month.bought, D("0.512"), cost], ["合计", "", "", cost]],
    )


def profit(desk: Any) -> Grid:
    value = desk.words["output_value"]
    rows = [
        ["一、营业收入", value],
        ["减：营业成本", value * D("0.8")],
        ["二、营业利润", value * D("0.12")],
        [f"附注：{desk.plant.product}产量（{desk.plant.output_unit}）", desk.plant.output],
        ["附注：工业总产值（现价）", value],
    ]
    return grid([["项目", "本年累计"]], rows)


def certificate(desk: Any) -> list[Block]:
    """The cover as plain lines, as word processors print it."""
    meter, verified = desk.extra["meter"], desk.extra["verified"]
    calibrated = desk.extra.get("certificate") == "校准证书"
    verb = "校准" if calibrated else "检定"
    until = desk.extra.get("until") or months_later(verified, meter.months)
    lines = [
        f"证书编号：{desk.extra['number']}",
        f"送检单位：{desk.words['name']}",
        f"计量器具名称：{meter.name}",
        f"型号／规格：{meter.model}",
        f"出厂编号：{meter.serial}",
        f"制造单位：{meter.maker}",
        f"准确度等级：{meter.accuracy}",
        f"{verb}依据：{meter.basis}",
    ]
    if not calibrated:
        lines.append("检定结论：合格")
    lines.append(f"{verb}日期：{dates.in_figures(verified)}")
    if not calibrated:
        lines.append(f"有效期至：{dates.in_figures(until)}")
    lines += [
        f"{verb}员：{person(desk.rng)}　核验员：{person(desk.rng)}　批准人：{person(desk.rng)}",
        f"环境温度：{between(desk.rng, 18, 24, 1)}℃　相对湿度：{desk.rng.randint(40, 60)}%",
    ]
    return [Line(text, "plain") for text in lines]


OWN_LAYOUTS: dict[str, Callable[[Any], Grid | list[Block]]] = {
    "x_score": score,
    "x_confirmation": confirmation,
    "x_ledger": ledger,
    "x_stock": stock,
    "x_power": power,
    "x_profit": profit,
    "x_certificate": certificate,
}
