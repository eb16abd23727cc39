"""Tables of enterprises: output, savings, money, benchmarks, equipment."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from webui.demo.facts import PRODUCTS, D, Plant, between, person, rounded
from webui.demo.paper import Block, Cell, Grid, grid

if TYPE_CHECKING:
    from webui.demo.author import Desk


def plant_of(desk: Desk) -> Plant:
    """The desk's own plant."""
    if desk.plant is None:
        raise ValueError("an enterprise's paper needs a plant")
    return desk.plant


def saving(desk: Desk) -> Grid:
    """(base - report) x output, product by product, and the sum."""
    plant = plant_of(desk)
    rate = f"千克标准煤/{plant.output_unit}"
    return grid(
        [
            [
                Cell("产品名称", 1, 2),
                Cell(f"单位产品综合能耗（{rate}，当量值）", 2, 1),
                Cell(f"报告期产量（{plant.output_unit}）", 1, 2),
                Cell("节能量（吨标准煤）", 1, 2),
            ],
            [f"基期（{desk.year - 1}年）", f"报告期（{desk.year}年）"],
        ],
        [
            [plant.product, plant.base_rate, plant.rate, plant.output, plant.saving],
            ["合计", "", "", "", plant.saving],
        ],
    )


def four_years(desk: Desk) -> Grid:
    plant = plant_of(desk)
    years = [desk.year - back for back in (3, 2, 1, 0)]
    outputs = [int(plant.output * f) for f in (0.82, 0.9, 0.96)] + [plant.output]
    rates = [
        rounded(plant.base_rate * D("1.05")),
        rounded(plant.base_rate * D("1.02")),
        plant.base_rate,
        plant.rate,
    ]
    energies = [rounded(r * o / 1000) for r, o in zip(rates[:3], outputs[:3], strict=True)] + [
        plant.consumption
    ]
    value = desk.words["output_value"]
    values = [rounded(value * D(f)) for f in ("0.7", "0.82", "0.91")] + [value]
    rows = [
        ["工业总产值（现价）", "万元", *values],
        [f"{plant.product}产量", plant.output_unit, *outputs],
        ["综合能源消费量（当量值）", "吨标准煤", *energies],
        ["单位产品综合能耗", f"千克标准煤/{plant.output_unit}", *rates],
    ]
    return grid([["指标", "计量单位", *(f"{year}年" for year in years)]], rows)


def output(desk: Desk) -> Grid:
    """Output month by month and in all."""
    plant = plant_of(desk)
    left, rows = plant.output, []
    for month in range(1, 13):
        made = left if month == 12 else int(plant.output / 12 * desk.rng.uniform(0.93, 1.06))
        left -= made
        rows.append([f"{month}月", made, plant.output - left])
    return grid(
        [["月份", f"{plant.product}产量（{plant.output_unit}）", f"累计（{plant.output_unit}）"]], rows
    )


def research_money(desk: Desk) -> Grid:
    this = desk.words["research"]
    last = desk.words["research_last"]
    rows = [
        ["节能研发专项资金", last, this],
        ["其中：设备购置", last * D("0.7"), this * D("0.7")],
        ["　　　技术服务", last * D("0.3"), this * D("0.3")],
    ]
    return grid([["项目", f"{desk.year - 1}年", f"{desk.year}年"]], rows, corner="单位：万元")


def workshops(desk: Desk) -> Grid:
    plant = plant_of(desk)
    parts = [int(plant.target * share) for share in (0.45, 0.3, 0.15)]
    parts.append(plant.target - sum(parts) + 20)
    names = ("一车间", "二车间", "动力车间", "机修班组")
    rows = [[name, part, person(desk.rng)] for name, part in zip(names, parts, strict=True)]
    rows.append(["合计", sum(parts), ""])
    return grid([["车间（班组）", "节能量指标（吨标准煤）", "责任人"]], rows)


def workshop_results(desk: Desk) -> Grid:
    names = ("一车间", "二车间", "动力车间", "机修班组")
    rows = [[name, 100, between(desk.rng, 86, 99, 1), desk.rng.choice(["优", "良"])] for name in names]
    return grid([["车间（班组）", "标准分", "考核得分", "考核结果"]], rows)


def benchmark(desk: Desk) -> Grid:
    plant = plant_of(desk)
    name, standard, low, _, _ = PRODUCTS[plant.product]
    rows = [[name, plant.rate, D(low) - D("1.50"), rounded(plant.rate - low + D("1.5")), "位居同行业前20%"]]
    return grid(
        [["指标（kgce/t）", "本企业", "同行业先进值（标杆）", "差距", f"排位（依据{standard}）"]], rows
    )


def limit(desk: Desk) -> Grid:
    plant = plant_of(desk)
    name, standard, _, cap, _ = PRODUCTS[plant.product]
    return grid(
        [["产品", "标准编号", "能耗限额限定值（kgce/t）", "实测值（kgce/t）", "结论"]],
        [[name, standard, cap, plant.rate, "符合限定值要求"]],
    )


def retrofit(desk: Desk) -> Grid:
    names = ("风机变频改造", "窑头余热回收", "照明系统更换", "空压机联控")
    rows = [
        [
            place,
            name,
            int(between(desk.rng, 30, 600, 0)),
            int(between(desk.rng, 60, 900, 0)),
            f"{desk.year}年{place * 2 + 2}月",
            person(desk.rng),
        ]
        for place, name in enumerate(names, 1)
    ]
    return grid([["序号", "项目名称", "投资（万元）", "预计节能量（吨标准煤）", "完成时间", "责任人"]], rows)


def obsolete(desk: Desk) -> Grid:
    rows = [
        ["1", "JO2-62-4电动机", "17kW", 6, "拆除报废"],
        ["2", "SL7-315/10变压器", "315kVA", 2, "拆除报废"],
        ["3", "4-72离心风机", "15kW", 3, "拆除报废"],
    ]
    return grid([["序号", "设备型号", "功率（容量）", "台数", "处置方式"]], rows)


def equipment(desk: Desk) -> Grid:
    names = (
        ("回转窑主传动电机", "ZSN4-355", 380),
        ("生料磨", "MLS3626", 1800),
        ("高温风机", "Y5-2x48", 1400),
        ("空气压缩机", "LU250", 250),
        ("蒸汽锅炉", "SZL10-1.25", 75),
    )
    rows = [
        [place, name, model, power, 1, desk.rng.choice(["原料车间", "烧成车间", "动力车间"]), "在用"]
        for place, (name, model, power) in enumerate(names, 1)
    ]
    return grid([["序号", "设备名称", "型号", "功率（kW）", "台数", "安装地点", "状态"]], rows)


def staff(desk: Desk) -> Grid:
    rows = [
        [
            place,
            person(desk.rng),
            post,
            desk.rng.choice(["本科", "大专"]),
            f"计量培训证字第{desk.year - 1}{place:03d}号",
        ]
        for place, post in enumerate(["计量主管", "计量管理员", "检定员", "抄表员"], 1)
    ]
    return grid([["序号", "姓名", "岗位", "学历", "证书（编号）"]], rows)


TABLES: dict[str, Callable[[Desk], Grid | list[Block]]] = {
    "saving": saving,
    "four_years": four_years,
    "output": output,
    "research_money": research_money,
    "workshops": workshops,
    "workshop_results": workshop_results,
    "benchmark": benchmark,
    "limit": limit,
    "retrofit": retrofit,
    "obsolete": obsolete,
    "equipment": equipment,
    "staff": staff,
}
