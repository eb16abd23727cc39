"""Energy month by month: ledger, statistical forms, flow table, readings, invoices."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from webui.demo.facts import COEFFICIENTS, UNITS, D, Month, person, rounded
from webui.demo.paper import Block, Cell, Grid, Line, grid
from webui.demo.tables.plants import plant_of

if TYPE_CHECKING:
    from webui.demo.author import Desk

PRICES = {"原煤": D("468.00"), "电力": D("5120.00"), "柴油": D("5850.00")}


def ledger(desk: Desk) -> list[Block]:
    """One table an energy, twelve months, running totals; the head may claim another unit than it holds."""
    out: list[Block] = []
    for energy, months in plant_of(desk).months.items():
        unit = desk.extra.get("ledger_unit", {}).get(energy, UNITS[energy])
        out.append(_ledger_page(desk, energy, months, unit))
    return out


def _ledger_page(desk: Desk, energy: str, months: tuple[Month, ...], unit: str) -> Grid:
    skip = desk.extra.get("missing_month")
    bought = used = D(0)
    rows: list[list[object]] = []
    for number, month in enumerate(months, 1):
        bought, used = bought + month.bought, used + month.used
        if number != skip:
            rows.append(
                [
                    f"{number}月",
                    months[0].opening,
                    month.opening,
                    month.bought,
                    bought,
                    month.used,
                    used,
                    month.production,
                    month.other,
                    month.closing,
                    COEFFICIENTS[energy],
                ]
            )
    return grid(
        [
            [
                Cell("月份", 1, 2),
                Cell("年初库存", 1, 2),
                Cell("期初库存", 1, 2),
                Cell("购进量", 2, 1),
                Cell("消费量总计", 2, 1),
                Cell("其中", 2, 1),
                Cell("期末库存", 1, 2),
                Cell("折标系数", 1, 2),
            ],
            ["本月", "累计", "本月", "累计", "生产用", "非生产用"],
        ],
        rows,
        corner=f"能源品种：{energy}　计量单位：{unit}",
        caption=f"{desk.year}年{energy}",
    )


def stat_form(desk: Desk) -> list[Block]:
    """The official form of one month: running totals of every energy, its standard coal, the sum."""
    plant, month = plant_of(desk), desk.month or 12
    code = "P201" if desk.year < 2010 else "205-1"
    rows: list[list[object]] = []
    total = D(0)
    for place, (energy, months) in enumerate(plant.months.items(), 1):
        upto = months[:month]
        production = sum((row.production for row in upto), D(0))
        other = sum((row.other for row in upto), D(0))
        total += (production + other) * COEFFICIENTS[energy]
        rows.append(
            [
                energy,
                UNITS[energy],
                f"{place:02d}",
                upto[0].opening,
                sum((row.bought for row in upto), D(0)),
                production + other,
                production,
                other,
                upto[-1].closing,
                COEFFICIENTS[energy],
            ]
        )
    rows.append(["综合能源消费量（当量值）", "吨标准煤", "40", "", "", rounded(total), "", "", "", ""])
    table = grid(
        [
            [
                Cell("能源名称", 1, 2),
                Cell("计量单位", 1, 2),
                Cell("代码", 1, 2),
                Cell("年初库存量", 1, 2),
                Cell("购进量", 1, 2),
                Cell("消费量", 3, 1),
                Cell("期末库存量", 1, 2),
                Cell("采用折标系数", 1, 2),
            ],
            ["合计", "工业生产消费", "非工业生产消费"],
        ],
        rows,
    )
    span = "1月" if month == 1 else f"1—{month}月"
    return [
        Line(f"表　　号：{code}表", "right"),
        Line("制定机关：国家统计局", "right"),
        Line(f"文　　号：国统字〔{desk.year - 1}〕{86 if code == 'P201' else 114}号", "right"),
        Line(f"单位详细名称：{desk.words['name']}　　　　{desk.year}年{span}", "plain"),
        table,
        Line(
            f"单位负责人：{desk.words['leader']}　统计负责人：{desk.words['vice']}　填表人：{person(desk.rng)}　报出日期：{desk.words['on']}",
            "plain",
        ),
    ]


def flow(desk: Desk) -> Grid:
    """Bought, used and kept of the whole year (B.10)."""
    rows = []
    for energy, months in plant_of(desk).months.items():
        bought = sum((month.bought for month in months), D(0))
        used = sum((month.used for month in months), D(0))
        rows.append(
            [
                energy,
                UNITS[energy],
                months[0].opening,
                bought,
                used,
                months[-1].closing,
                rounded(used * COEFFICIENTS[energy]),
            ]
        )
    return grid(
        [["能源种类", "计量单位", "期初库存", "购进量", "消费量", "期末库存", "折标准煤（吨）"]], rows
    )


def quota(desk: Desk) -> Grid:
    rows = []
    for name, cap in (("回转窑", "108.00"), ("生料磨", "22.50"), ("空压机", "0.115")):
        limit = D(cap)
        rows.append([name, limit, limit * D("0.97"), "未超定额", "已考核"])
    return grid([["主要耗能设备", "能耗定额", f"{desk.year}年{desk.month}月实际", "结论", "考核"]], rows)


def readings(desk: Desk) -> Grid:
    """Shift readings of the main meters of one month."""
    rows, kwh, water = [], D(desk.rng.randint(20000, 60000)), D(desk.rng.randint(900, 3000))
    for day in (1, 5, 10, 15, 20, 25, 28):
        rows.append(
            [
                f"{desk.month}月{day}日",
                desk.rng.choice(["早班", "中班", "夜班"]),
                kwh,
                water,
                person(desk.rng),
            ]
        )
        kwh += desk.rng.randint(800, 2600)
        water += desk.rng.randint(20, 90)
    return grid([["日期", "班次", "1#进线电能表读数（万kWh）", "水表读数（m3）", "抄表人"]], rows)


def invoice(desk: Desk) -> list[Block]:
    """A purchase of the month's energies, amount without tax, tax, and both."""
    rows: list[list[object]] = []
    for energy, months in plant_of(desk).months.items():
        quantity = months[desk.month - 1].bought
        amount = rounded(quantity * PRICES[energy])
        rows.append(
            [energy, UNITS[energy], quantity, PRICES[energy], amount, "17%", rounded(amount * D("0.17"))]
        )
    return [
        Line(f"№ {desk.rng.randint(10**7, 10**8 - 1)}　　开票日期：{desk.words['on']}", "right"),
        Line(f"购货单位名称：{desk.words['name']}　所属月份：{desk.year}年{desk.month}月", "plain"),
        grid([["货物名称", "单位", "数量", "单价（元）", "金额（元）", "税率", "税额（元）"]], rows),
    ]


TABLES: dict[str, Callable[[Desk], Grid | list[Block]]] = {
    "ledger": ledger,
    "stat_form": stat_form,
    "flow": flow,
    "quota": quota,
    "readings": readings,
    "invoice": invoice,
}
