"""Instruments and their certificates."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from webui.demo import dates
from webui.demo.facts import dice, person
from webui.demo.paper import Block, Break, Cell, Grid, Line, grid

if TYPE_CHECKING:
    from webui.demo.author import Desk


@dataclass(frozen=True, slots=True)
class Meter:
    name: str
    model: str
    accuracy: str
    scope: str
    maker: str
    serial: str
    code: str
    place: str
    months: int
    basis: str
    level: int


KINDS = (
    ("电子汽车衡", "SCS-100", "Ⅲ级", "(0～100)t", "西岭衡器厂", "地磅房", 12, "JJG 539-1997", 1),
    ("三相电能表", "DTSD341", "0.5S级", "3×57.7V 3×1.5A", "东川电表厂", "总降压站", 72, "JJG 596-1999", 1),
    ("涡街流量计", "LUGB-80", "1.5级", "(40～400)m3/h", "北泉仪表厂", "锅炉房", 24, "JJG 1029-2007", 2),
    ("电子皮带秤", "ICS-17", "0.5级", "(0～200)t/h", "西岭衡器厂", "入窑皮带", 12, "JJG 195-2002", 2),
    ("压力表", "Y-150", "1.6级", "(0～2.5)MPa", "东川仪表厂", "蒸汽管道", 6, "JJG 52-1999", 3),
    ("热电阻", "WZP-230", "B级", "(0～400)℃", "北泉仪表厂", "窑尾", 12, "JJG 229-1998", 3),
)


def meters(desk: Desk) -> list[Meter]:
    """The instruments of this entity, the same on every paper of it."""
    rng = dice(desk.words["name"], "meters")
    made = []
    for place, (name, model, accuracy, scope, maker, where, months, basis, level) in enumerate(
        KINDS[: int(desk.words.get("meters", 4))], 1
    ):
        made.append(
            Meter(
                name,
                model,
                accuracy,
                scope,
                maker,
                f"{rng.choice(('', 'A', 'No'))}{rng.randint(10000, 99999)}",
                f"NJ-{place:03d}",
                where,
                months,
                basis,
                level,
            )
        )
    return made


def meter_list(desk: Desk) -> Grid:
    rows = [
        [
            place,
            m.name,
            m.model,
            m.accuracy,
            m.scope,
            m.maker,
            m.serial,
            m.code,
            m.place,
            f"{m.months}个月",
            "合格",
        ]
        for place, m in enumerate(meters(desk), 1)
    ]
    return grid(
        [
            [
                "序号",
                "计量器具名称",
                "型号规格",
                "准确度等级",
                "测量范围",
                "生产厂家",
                "出厂编号",
                "管理编号",
                "安装使用地点及用途",
                "检定周期",
                "状态",
            ]
        ],
        rows,
    )


def meter_summary(desk: Desk) -> Grid:
    rows = [
        ["电力", 6, 6, "100", 18, 18, "100", 40, 38, "95.0"],
        ["煤炭", 1, 1, "100", 3, 3, "100", 4, 4, "100"],
        ["水", 1, 1, "100", 5, 5, "100", 12, 10, "83.3"],
    ]
    return grid(
        [
            [
                Cell("能源种类", 1, 2),
                Cell("进出用能单位", 3, 1),
                Cell("进出主要次级用能单位", 3, 1),
                Cell("主要用能设备", 3, 1),
            ],
            ["应配（台）", "实配（台）", "配备率（%）"] * 3,
        ],
        rows,
    )


def meter_plan(desk: Desk) -> Grid:
    rows = [
        [place, m.name, m.serial, f"{m.months}个月", f"{desk.year}年{(place * 2) % 12 + 1}月", "市计量测试所"]
        for place, m in enumerate(meters(desk), 1)
    ]
    return grid([["序号", "计量器具名称", "出厂编号", "检定周期", "计划检定时间", "检定单位"]], rows)


def certificate(desk: Desk) -> list[Block]:
    """Cover and result page of one certificate; `extra` names the meter, the day and the kind."""
    meter: Meter = desk.extra["meter"]
    verified: date = desk.extra["verified"]
    kind: str = desk.extra.get("certificate", "检定证书")
    until: date = desk.extra.get("until") or months_later(verified, meter.months)
    number = desk.extra["number"]
    calibrated = kind == "校准证书"
    verb = "校准" if calibrated else "检定"
    rows = [
        ["委托方" if calibrated else "送检单位", desk.words["name"]],
        ["计量器具名称", meter.name],
        ["型号/规格", meter.model],
        ["出厂编号", meter.serial],
        ["制造单位", meter.maker],
        ["准确度等级", meter.accuracy],
        [f"{verb}依据", meter.basis],
        *([] if calibrated else [["检定结论", desk.extra.get("verdict", "合格")]]),
        [f"{verb}日期", dates.in_figures(verified)],
        *([] if calibrated else [["有效期至", dates.in_figures(until)]]),
    ]
    return [
        Line(f"证书编号：{number}", "center"),
        grid([], rows),
        Line(
            f"批准人：{person(desk.rng)}　　核验员：{person(desk.rng)}　　{verb}员：{person(desk.rng)}",
            "plain",
        ),
        Line("计量检定机构授权证书号：（岭）法计〔2006〕0103号", "small"),
        Break(),
        Line(f"证书编号：{number}　　第2页 共2页", "right"),
        Line(f"{verb}使用的计量标准器：标准装置，证书有效期至{desk.year + 1}年12月31日", "plain"),
        Line(
            f"环境条件：温度 {desk.rng.randint(18, 24)}℃　相对湿度 {desk.rng.randint(40, 60)}%　{verb}地点：{meter.place}",
            "plain",
        ),
        grid(
            [["项目", "技术要求", f"{verb}结果"]],
            [
                ["外观及通电检查", "符合规程", "合格"],
                ["示值误差", f"不超过{meter.accuracy}允差", "符合"],
                ["重复性", "≤允差的1/3", "符合"],
            ],
        ),
    ]


def months_later(day: date, months: int) -> date:
    """The last day of validity of a certificate given on *day*."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, last) - timedelta(days=1)
        except ValueError:
            continue
    raise ValueError(day)


TABLES: dict[str, Callable[[Desk], Grid | list[Block]]] = {
    "meter_list": meter_list,
    "meter_summary": meter_summary,
    "meter_plan": meter_plan,
    "certificate": certificate,
}
