"""Tables of governments and their bureaus: confirmations, allocations, budgets, projects."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from webui.demo.facts import D, Region, between, person, rounded
from webui.demo.paper import Block, Cell, Grid, grid

if TYPE_CHECKING:
    from webui.demo.author import Desk


def _region(desk: Desk) -> Region:
    if desk.region is None:
        raise ValueError("a region's paper needs a region")
    return desk.region


def confirmation(desk: Desk) -> Grid:
    """What the bureau of statistics confirms for one region."""
    mine = _region(desk)
    rate = desk.extra.get("reduction", mine.reduction)
    rows = [
        ["能源消费总量（等价值）", "万吨标准煤", mine.energy_last, mine.energy, f"{mine.energy_growth}"],
        ["地区生产总值（2005年不变价）", "亿元", mine.gdp_last, mine.gdp, f"{mine.gdp_growth}"],
        [
            "单位GDP能耗（等价值、2005年不变价）",
            "吨标准煤/万元",
            mine.intensity_last,
            mine.intensity,
            f"-{rate}",
        ],
    ]
    return grid(
        [["指标名称", "计量单位", f"{desk.year - 1}年", f"{desk.year}年", "比上年增长（±%）"]],
        rows,
        corner="核定口径：等价值、2005年不变价",
    )


def city_confirmation(desk: Desk) -> Grid:
    """The same for every county of the city, two levels of heads."""
    rows = [
        [name, item.energy, item.gdp, item.intensity_last, item.intensity, item.reduction, item.target]
        for name, item in desk.regions.items()
    ]
    return grid(
        [
            [
                Cell("县区", 1, 2),
                Cell("能源消费总量（等价值）", 1, 2),
                Cell("地区生产总值（2005年不变价）", 1, 2),
                Cell("单位GDP能耗（吨标准煤/万元）", 2, 1),
                Cell("降低率（%）", 2, 1),
            ],
            [f"{desk.year - 1}年", f"{desk.year}年", "实际", "目标"],
        ],
        rows,
        corner="单位：万吨标准煤、亿元",
    )


def bulletin(desk: Desk) -> Grid:
    rows = []
    for name, item in desk.regions.items():
        rows.append(
            [
                name,
                item.intensity,
                f"-{item.reduction}",
                between(desk.rng, 1.4, 2.9, 3),
                f"-{between(desk.rng, 4, 8)}",
                between(desk.rng, 900, 1900),
                f"{between(desk.rng, -4, 3)}",
            ]
        )
    return grid(
        [
            [
                Cell("地区", 1, 2),
                Cell("单位GDP能耗（等价值）", 2, 1),
                Cell("单位工业增加值能耗（规模以上，当量值）", 2, 1),
                Cell("单位GDP电耗（等价值）", 2, 1),
            ],
            [
                "指标值（吨标准煤/万元）",
                "上升或下降（±%）",
                "指标值（吨标准煤/万元）",
                "上升或下降（±%）",
                "指标值（千瓦时/万元）",
                "上升或下降（±%）",
            ],
        ],
        rows,
    )


def allocation(desk: Desk) -> Grid:
    """Reduction targets and saved tonnes of every receiver."""
    rows: list[list[object]] = [
        [place, name, item.target, desk.words["y"]]
        for place, (name, item) in enumerate(desk.regions.items(), 1)
    ]
    return grid([["序号", "县（区）", "单位GDP能耗降低率目标（%）", "考核年度"]], rows)


def plant_allocation(desk: Desk) -> Grid:
    rows = [
        [place, name, plant.target, "签订责任书"]
        for place, (name, plant) in enumerate(desk.plants.items(), 1)
    ]
    rows += [
        [len(rows) + 1 + k, f"{desk.words['short']}第{k + 1}建材厂", 300 + 50 * k, "签订责任书"]
        for k in range(3)
    ]
    return grid([["序号", "企业名称", "年度节能量目标（吨标准煤）", "备注"]], rows)


def town_allocation(desk: Desk) -> Grid:
    towns = ("城关镇", "东河镇", "北岭乡", "南坪乡", "西桥镇", "工业园区")
    rows = [
        [place, town, between(desk.rng, 3.8, 4.6), person(desk.rng)] for place, town in enumerate(towns, 1)
    ]
    return grid([["序号", "乡镇（园区）", "万元GDP能耗降低目标（%）", "责任人"]], rows)


def quarter_progress(desk: Desk) -> Grid:
    mine = _region(desk)
    share = [D("0.23"), D("0.48"), D("0.73"), D(1)][(desk.quarter or 4) - 1]
    rows = [
        ["能源消费量（等价值）", "万吨标准煤", rounded(mine.energy * share), mine.energy_growth],
        ["地区生产总值（可比价）", "亿元", rounded(mine.gdp * share), mine.gdp_growth],
        ["单位GDP能耗降低率", "%", "—", mine.reduction - D("0.2")],
        ["完成年度目标进度", "%", rounded(mine.completion * share), "—"],
    ]
    return grid([["指标", "单位", "本季累计", "同比（%）"]], rows)


def shares(desk: Desk) -> Grid:
    """Services in GDP and high technology in industry, both years at current prices."""
    mine = _region(desk)
    gdp = [rounded(mine.gdp_last * D("1.12")), rounded(mine.gdp * D("1.19"))]
    third = [rounded(gdp[0] * D("0.3312")), rounded(gdp[1] * D("0.3388"))]
    industry = [rounded(value * D("0.41")) for value in gdp]
    tech = [rounded(industry[0] * D("0.0621")), rounded(industry[1] * D("0.0668"))]
    years = [f"{desk.year - 1}年", f"{desk.year}年"]
    rows = [
        ["地区生产总值（现价）", "亿元", *gdp],
        ["第三产业增加值", "亿元", *third],
        ["第三产业增加值占GDP比重", "%", *(rounded(t / g * 100) for t, g in zip(third, gdp, strict=True))],
        ["工业增加值", "亿元", *industry],
        ["高技术产业增加值", "亿元", *tech],
        [
            "高技术产业增加值占工业增加值比重",
            "%",
            *(rounded(t / i * 100) for t, i in zip(tech, industry, strict=True)),
        ],
    ]
    return grid([["指标", "计量单位", *years]], rows)


def review_register(desk: Desk) -> Grid:
    kinds = ("新型干法水泥粉磨线", "商贸物流中心", "棉纺扩建", "余热发电", "污水处理厂二期", "果品冷库")
    rows = [
        [
            place,
            f"{desk.words['short']}{kind}项目",
            f"{desk.year}年{place + 2}月",
            int(between(desk.rng, 800, 6800, 0)),
            f"{desk.words['dz']}能评〔{desk.year}〕{place}号",
            "通过",
        ]
        for place, kind in enumerate(kinds, 1)
    ]
    return grid(
        [["序号", "项目名称", "受理时间", "年综合能源消费量（吨标准煤）", "审查意见文号", "结论"]], rows
    )


def eliminations(desk: Desk) -> Grid:
    rows = [
        ["1", f"{desk.words['short']}机立窑水泥生产线", "2.5×10m机立窑1座", "8.8万吨", f"{desk.year}年9月底"],
        ["2", f"{desk.words['short']}造纸厂草浆线", "蒸球3台", "0.9万吨", f"{desk.year}年10月底"],
    ]
    return grid([["序号", "企业（生产线）", "拆除设备", "淘汰产能", "完成时限"]], rows)


def budget(desk: Desk) -> Grid:
    fund = desk.words["fund"]
    rows = [
        ["节能专项资金", fund, "2110601"],
        ["其中：节能技改补助", fund * D("0.6"), ""],
        ["　　　节能奖励", fund * D("0.25"), ""],
        ["　　　能力建设", fund * D("0.15"), ""],
    ]
    return grid([["项目", "预算数", "科目编码"]], rows, corner="单位：万元")


def fund_shares(desk: Desk) -> Grid:
    """The fund against revenue over two years."""
    fund, last = desk.words["fund"], desk.words["fund_last"]
    revenue, revenue_last = desk.words["revenue"], desk.words["revenue_last"]
    rows = [
        ["财政一般预算收入", revenue_last, revenue],
        ["节能专项资金", last, fund],
        [
            "专项资金占财政收入比重（%）",
            rounded(last / revenue_last * 100, 3),
            rounded(fund / revenue * 100, 3),
        ],
    ]
    return grid([["项目", f"{desk.year - 1}年决算", f"{desk.year}年决算"]], rows, corner="单位：万元")


def research_shares(desk: Desk) -> Grid:
    money, last = desk.words["research"], desk.words["research_last"]
    revenue, revenue_last = desk.words["revenue"], desk.words["revenue_last"]
    rows = [
        ["财政支出中科技经费", revenue_last * D("0.02"), revenue * D("0.02")],
        ["其中：节能研发资金", last, money],
        [
            "研发资金占财政收入比重（%）",
            rounded(last / revenue_last * 100, 3),
            rounded(money / revenue * 100, 3),
        ],
    ]
    return grid([["项目", f"{desk.year - 1}年", f"{desk.year}年"]], rows, corner="单位：万元")


def projects(desk: Desk) -> Grid:
    names = ("窑尾余热利用", "电机系统变频改造", "工业锅炉改造", "绿色照明", "高炉煤气回收", "建筑外墙保温")
    rows = []
    for place, name in enumerate(names, 1):
        rows.append(
            [
                place,
                f"{name}工程",
                int(between(desk.rng, 120, 2400, 0)),
                int(between(desk.rng, 300, 4200, 0)),
                desk.rng.choice(["已竣工", "已竣工", "在建"]),
                f"{desk.year}年{place + 4}月",
            ]
        )
    return grid([["序号", "项目名称", "总投资（万元）", "节能量（吨标准煤/年）", "进展", "竣工时间"]], rows)


def science(desk: Desk) -> Grid:
    names = ("水泥窑纯低温余热发电技术研究", "中小型电机能效提升", "果渣沼气化利用示范", "LED道路照明应用")
    rows = [
        [
            place,
            name,
            f"{desk.words['short']}科技开发中心",
            int(between(desk.rng, 8, 60, 0)),
            f"{desk.year}年",
        ]
        for place, name in enumerate(names, 1)
    ]
    return grid([["序号", "项目名称", "承担单位", "经费（万元）", "起始年度"]], rows)


def results(desk: Desk) -> Grid:
    """How every key enterprise did."""
    rows = []
    for place, (name, plant) in enumerate(desk.plants.items(), 1):
        rows.append(
            [place, name, plant.target, plant.saving, rounded(plant.saving / plant.target * 100), "完成"]
        )
    if not rows:
        rows = [
            [k, f"{desk.words['short']}第{k}机械厂", 300, D("318.20"), D("106.07"), "完成"] for k in (1, 2, 3)
        ]
    return grid(
        [["序号", "企业名称", "节能量目标（吨标准煤）", "实际节能量（吨标准煤）", "完成率（%）", "考核等级"]],
        rows,
    )


def grades(desk: Desk) -> Grid:
    names = ("城关镇", "东河镇", "北岭乡", "南坪乡", "县建材公司", "县化肥厂")
    rows = [[place, name, between(desk.rng, 78, 97, 1), "完成"] for place, name in enumerate(names, 1)]
    return grid([["序号", "被考核单位", "考核得分", "考核等级"]], rows)


def monitoring(desk: Desk) -> Grid:
    names = ("城关建材厂", "北岭砖瓦厂", "东河纺织厂", "县热力公司")
    rows = [
        [place, name, f"{desk.year}年{place * 2 + 1}月", "锅炉热效率、电机负载率", person(desk.rng)]
        for place, name in enumerate(names, 1)
    ]
    return grid([["序号", "被监测（监察）单位", "计划时间", "内容", "负责人"]], rows)


def buildings(desk: Desk) -> Grid:
    rows = [["设计阶段", 62, 62, D("100.0")], ["施工阶段", 58, 56, D("96.6")]]
    return grid([["阶段", "新建民用建筑项目（个）", "执行强制性标准项目（个）", "执行率（%）"]], rows)


def limits(desk: Desk) -> Grid:
    rows = [
        ["水泥综合能耗", "GB 16780-2007", 118, D("104.6"), "达标"],
        ["合成氨综合能耗", "GB 21344-2008", 1650, D("1582.0"), "达标"],
        ["焦炭单位产品能耗", "GB 21342-2008", 155, D("141.3"), "达标"],
    ]
    return grid([["产品（工序）", "限额标准", "限定值（kgce/t）", "实际值（kgce/t）", "结论"]], rows)


def institutions(desk: Desk) -> Grid:
    """A public institution: people, area, energy, the two rates."""
    people, area = 1260, D("21850.00")
    energy, cars = between(desk.rng, 260, 320), D("38.20")
    rows = [
        ["用能人数", "人", people],
        ["建筑面积", "平方米", area],
        ["能源消费总量（当量值）", "吨标准煤", energy],
        ["其中：公务用车用油", "吨标准煤", cars],
        ["人均综合能耗", "千克标准煤/人", rounded(energy * 1000 / people)],
        ["单位建筑面积能耗", "千克标准煤/平方米", rounded((energy - cars) * 1000 / area)],
    ]
    return grid([["指标", "计量单位", "数值"]], rows)


def voucher(desk: Desk) -> list[Block]:
    amount = desk.words["paid"]
    rows = [
        [
            "付款人",
            f"{desk.words['short']}财政局国库集中支付中心",
            "收款人",
            f"{desk.words['short']}节能监察中心",
        ],
        ["账号", "2605 0012 0902 4400", "账号", "2605 0088 1100 3712"],
        ["金额（万元）", amount, "用途", f"{desk.year}年节能专项资金拨款"],
        ["支付日期", str(desk.words["on"]), "凭证号", f"ZF{desk.year}{desk.rng.randint(1000, 9999)}"],
    ]
    return [grid([], rows)]


def winners(desk: Desk) -> Grid:
    rows = [
        [
            place,
            person(desk.rng) if place > 3 else f"{desk.words['short']}先进单位{place}",
            desk.rng.choice([1000, 2000, 5000]),
        ]
        for place in range(1, 7)
    ]
    return grid([["序号", "受奖单位（个人）", "奖金（元）"]], rows)


def vehicles(desk: Desk) -> Grid:
    rows = [["营运客车", 412, D("18.60"), D("2210.50")], ["营运货车", 1630, D("27.40"), D("9875.20")]]
    return grid([["车型", "车辆数（辆）", "百吨（人）公里燃料消耗量（升）", "燃料消耗总量（吨）"]], rows)


TABLES: dict[str, Callable[[Desk], Grid | list[Block]]] = {
    "confirmation": confirmation,
    "city_confirmation": city_confirmation,
    "bulletin": bulletin,
    "allocation": allocation,
    "plant_allocation": plant_allocation,
    "town_allocation": town_allocation,
    "quarter_progress": quarter_progress,
    "shares": shares,
    "review_register": review_register,
    "eliminations": eliminations,
    "budget": budget,
    "fund_shares": fund_shares,
    "research_shares": research_shares,
    "projects": projects,
    "science": science,
    "results": results,
    "grades": grades,
    "monitoring": monitoring,
    "buildings": buildings,
    "limits": limits,
    "institutions": institutions,
    "voucher": voucher,
    "winners": winners,
    "vehicles": vehicles,
}
