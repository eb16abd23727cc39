"""The habits of many clerks: wording, numbering, formats, names of files and folders."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from webui.demo.author import Draft, Style
from webui.demo.paper import Block, Cell, Grid, Line
from webui.demo.scribe import render

BRACKETS = ("〔{}〕", "〔{}〕", "[{}]", "（{}）", "【{}】", "({})")
SYNONYMS = (
    ("现将有关情况报告如下", ("现将自查情况汇报如下", "现报告如下", "现就有关情况作如下报告")),
    ("请认真贯彻执行", ("请遵照执行", "望认真组织实施", "请结合实际抓好落实")),
    ("进行了认真自查", ("开展了全面自查", "组织力量逐项进行了对照检查")),
    ("加强组织领导", ("强化组织保障", "建立健全领导机制")),
    ("降低率", ("降低率", "下降率")),
    ("比上年", ("比上年", "较上年", "同比")),
    ("节能降耗", ("节能降耗", "节约能源")),
    ("通知如下", ("通知如下", "作如下通知")),
)


@dataclass(frozen=True, slots=True)
class Habits:
    """One clerk."""

    style: Style
    sloppy: bool
    naming: str
    """title, useless, ordered, dated"""
    folders: str
    """group, flat, mixed"""
    synonyms: Mapping[str, str]
    formats: str
    """word, pdf, mixed"""
    wide: bool = False


def habits(rng: random.Random, year: int) -> Habits:
    """A clerk by the dice."""
    style = Style(rng.choice(BRACKETS), year < 2012 and rng.random() < 0.6, rng.random() < 0.3)
    chosen = {old: rng.choice(new) for old, new in SYNONYMS if rng.random() < 0.5}
    return Habits(
        style,
        rng.random() < 0.2,
        rng.choice(("title", "title", "ordered", "dated", "useless", "mixed")),
        rng.choice(("group", "group", "flat", "mixed")),
        chosen,
        rng.choice(("mixed", "mixed", "word", "pdf")),
        rng.random() < 0.08,
    )


def replaced(draft: Draft, words: Mapping[str, str]) -> Draft:
    """The paper with words exchanged wherever they stand."""

    def change(text: str) -> str:
        for old, new in words.items():
            text = text.replace(old, new)
        return text

    def block(one: Block) -> Block:
        if isinstance(one, Line):
            return replace(one, text=change(one.text))
        if isinstance(one, Grid):
            rows = tuple(
                tuple(
                    replace(c, value=change(c.value))
                    if isinstance(c, Cell) and isinstance(c.value, str)
                    else c
                    for c in row
                )
                for row in one.rows
            )
            return replace(one, rows=rows, corner=change(one.corner), caption=change(one.caption))
        return one

    paper = replace(
        draft.paper,
        title=change(draft.paper.title),
        blocks=tuple(block(one) for one in draft.paper.blocks),
        sheets=tuple((name, tuple(block(one) for one in blocks)) for name, blocks in draft.paper.sheets),
    )
    return replace(draft, paper=paper, title=change(draft.title))


def reworded(draft: Draft, habit: Habits, rng: random.Random) -> Draft:
    """The clerk's own words for set phrases, sometimes full-width digits."""
    made = replaced(draft, habit.synonyms)
    if habit.wide and rng.random() < 0.2:
        made = replaced(made, {str(digit): "０１２３４５６７８９"[digit] for digit in range(10)})
        made = replace(made, title=draft.title)
    return made


def filed(
    draft: Draft, habit: Habits, rng: random.Random, serial: int, *, scan: bool, telling: bool
) -> tuple[str, bytes]:
    """A relative path and the bytes."""
    kind = _kind(draft, habit, rng, scan)
    suffix, data = render(draft.paper, kind, random.Random(serial))
    name = _name(draft, habit, rng, serial, telling)
    folder = ""
    if habit.folders == "group" or (habit.folders == "mixed" and rng.random() < 0.5):
        folder = draft.template.group
    return str(PurePosixPath(folder) / f"{name}.{suffix}"), data


def _kind(draft: Draft, habit: Habits, rng: random.Random, scan: bool) -> str:
    if scan:
        return "scan"
    kinds = [kind for kind in draft.template.kinds if kind != "scan"] or ["docx"]
    bound = len(draft.paper.sheets) > 1
    if not bound and draft.template.layout in ("official", "report") and habit.formats != "mixed":
        return "docx" if habit.formats == "word" else "pdf"
    if not bound and habit.formats == "mixed" and rng.random() < 0.12 and "csv" not in kinds:
        return rng.choice(("html", "gbk", "txt", "docx", "pdf"))
    return (
        rng.choice(kinds)
        if not bound
        else rng.choice([k for k in kinds if k in ("xls", "xlsx", "pdf")] or ["xlsx"])
    )


def _name(draft: Draft, habit: Habits, rng: random.Random, serial: int, telling: bool) -> str:
    naming = rng.choice(("title", "useless", "ordered")) if habit.naming == "mixed" else habit.naming
    title = "".join(c for c in draft.title if c not in '/\\:*?"<>|“”\n')[:44]
    if naming == "useless" and not telling:
        return rng.choice(
            (
                f"扫描件{serial:04d}",
                f"IMG_{2000 + serial}",
                f"新建 Microsoft Word 文档 ({serial})",
                f"{serial}",
                f"doc{serial:05d}",
            )
        )
    if naming == "ordered":
        return f"{serial:02d}-{title}-{serial}"
    if naming == "dated" and draft.date:
        return f"{draft.date:%Y%m%d}{title}（{serial}）"
    return f"{title}（{serial}）" if rng.random() < 0.4 else f"{serial} {title}"
