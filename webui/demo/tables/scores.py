"""Self-scoring tables, the index of evidence and the sheets that people sign."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from webui.demo.facts import person
from webui.demo.paper import Block, Grid, grid

if TYPE_CHECKING:
    from webui.demo.author import Desk

COUNTY_LINES = (
    ("节能目标", "万元GDP能耗降低率", 40),
    ("节能措施", "节能工作组织和领导情况", 2),
    ("节能措施", "节能目标分解和落实情况", 3),
    ("节能措施", "调整和优化产业结构情况", 20),
    ("节能措施", "节能投入和重点工程实施情况", 10),
    ("节能措施", "节能技术开发和推广情况", 9),
    ("节能措施", "重点企业和行业节能工作管理情况", 8),
    ("节能措施", "法律法规执行情况", 3),
    ("节能措施", "节能基础工作落实情况", 5),
)
PLANT_LINES = (
    ("节能目标", "节能量", 40),
    ("节能措施", "节能工作组织和领导情况", 5),
    ("节能措施", "节能目标分解和落实情况", 10),
    ("节能措施", "节能技术进步和节能技改实施情况", 25),
    ("节能措施", "节能法律法规执行情况", 10),
    ("节能措施", "节能管理工作执行情况", 10),
)


def self_score(desk: Desk) -> Grid:
    """Every line with its maximum and the claim; the claims add up to the printed total."""
    lines = PLANT_LINES if desk.kind == "enterprise" else COUNTY_LINES
    rows: list[list[str | int]] = []
    claimed = 0
    for place, (group, title, points) in enumerate(lines, 1):
        claim = points - (1 if points > 4 and desk.rng.random() < 0.35 else 0)
        claimed += claim
        rows.append([group, place, title, points, claim, f"见佐证材料第{place}卷"])
    rows.append(["合计", "", "", sum(points for _, _, points in lines), claimed, ""])
    return grid([["考核指标", "序号", "考核内容", "分值", "自评得分", "评分依据"]], rows)


def evidence_index(desk: Desk) -> Grid:
    entries = desk.entries or (("节能目标责任自查报告", ""), ("自评打分表", ""), ("节能目标责任书", ""))
    page, rows = 1, []
    for place, (title, number) in enumerate(entries, 1):
        rows.append([place, title, number, f"{page}", ""])
        page += desk.rng.randint(1, 5)
    return grid([["序号", "题名（材料名称）", "文号", "页号", "备注"]], rows)


def attendance(desk: Desk) -> Grid:
    rows = [
        [
            place,
            person(desk.rng),
            desk.rng.choice(["生产科", "能源科", "动力车间", "统计室", "计量室", "办公室"]),
            "（签字）",
        ]
        for place in range(1, 13)
    ]
    return grid([["序号", "姓名", "部门（单位）", "签到"]], rows)


def duties(desk: Desk) -> Grid:
    rows = [
        ["组长", desk.words["leader"], "全面负责"],
        ["副组长", desk.words["vice"], "日常工作"],
        ["成员", person(desk.rng), "统计、计量"],
        ["成员", person(desk.rng), "设备、技改"],
        ["成员", person(desk.rng), "资金保障"],
    ]
    return grid([["职务", "姓名", "分工"]], rows)


TABLES: dict[str, Callable[[Desk], Grid | list[Block]]] = {
    "self_score": self_score,
    "evidence_index": evidence_index,
    "attendance": attendance,
    "duties": duties,
}
