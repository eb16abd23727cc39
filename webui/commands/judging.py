"""Audits and reports."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from webui.commands.common import (
    EXIT_REJECTED,
    Meter,
    actor,
    emit,
    finish,
    open_office,
    reporting,
    say,
    table,
    tell,
)

if TYPE_CHECKING:
    from archive.domain.audit import EntityAudit, Severity
    from archive.services.auditing import Run
    from webui.standing import Tally

FORMATS = ("xlsx", "docx", "html", "pdf")


@click.command()
@click.option("--year", type=int, required=True, metavar="Y")
@click.option("--entity", metavar="CODE")
@click.option("--under", metavar="CODE", help="该对象及其下级。")
@click.option(
    "--as-of", type=click.DateTime(["%Y-%m-%d"]), help="按这一天判断有效期; 默认为考核年度 12 月 31 日。"
)
@click.option(
    "--fail-on", type=click.Choice(["veto", "error", "warning", "info"]), help="达到该级别时退出码为 3。"
)
@reporting
def audit(
    year: int,
    entity: str | None,
    under: str | None,
    as_of: datetime | None,
    fail_on: str | None,
    as_json: bool,
    as_user: str | None,
) -> None:
    """审核一个年度: 应交材料、发现、得分。"""
    from archive.domain.audit import Severity
    from webui import present
    from webui.standing import rows, tally

    with open_office() as office:
        meter = Meter("审核", 0)
        run = office.auditing.run(
            actor(office, as_user),
            year,
            entity=entity,
            under=under,
            as_of=as_of.date() if as_of else None,
            progress=meter,
        )
        meter.end()
        office.upkeep.checkpoint()
        names = {e.code: e.name for e in office.registry.list(actor(office, as_user))}
        book = office.parts.rulebook
    if as_json:
        emit(present.audit(run))
    else:
        table(
            [
                _line(result, names.get(result.entity, ""), tally(rows(result, book)))
                for result in run.results
            ],
            ("代码", "对象", "齐全", "有缺口", "待复核", "发现", "可支撑", "有风险", "等级"),
        )
        say(f"\n审核 {run.head.id}, 截至 {run.head.as_of}, 考核对象或年度不明的文件 {len(run.unassigned)} 份")
        tell(f"逐条缺口: qijuan report gap --year {year} --out 缺口.docx, 或 qijuan serve 在网页上看。")
    if fail_on and _fails(run, Severity(fail_on)):
        finish(EXIT_REJECTED)


def _line(result: EntityAudit, name: str, counted: Tally) -> tuple[object, ...]:
    """As the pages count: cells that are asked for, without 不适用 and 豁免."""
    score = result.score
    return (
        result.entity,
        name,
        f"{counted.complete}/{counted.asked}",
        counted.gaps,
        counted.review,
        len(result.findings),
        score.supported if score else None,
        score.at_risk if score else None,
        score.grade if score else None,
    )


def _fails(run: Run, limit: Severity) -> bool:
    from archive.audit.order import reaches, worst

    return any(reaches(worst(result.slots, result.findings), limit) for result in run.results)


@click.group(invoke_without_command=True)
@click.option("--year", type=int, metavar="Y")
@click.pass_context
@reporting
def runs(context: click.Context, year: int | None, as_json: bool, as_user: str | None) -> None:
    """历次审核; `runs diff A B` 比较两次。"""
    from webui import present
    from webui.words import in_china

    if context.invoked_subcommand is not None:
        return
    with open_office() as office:
        found = office.auditing.runs(actor(office, as_user), year)
    if as_json:
        emit(present.runs(found))
        return
    table(
        [(h.id, h.year, in_china(h.at), h.actor, h.as_of, h.summary.get("at_risk")) for h in found],
        ("审核", "年度", "时间", "执行人", "截至", "有风险分"),
    )


@runs.command("diff")
@click.argument("before", metavar="A")
@click.argument("after", metavar="B")
@reporting
def diff(before: str, after: str, as_json: bool, as_user: str | None) -> None:
    """两次审核之间改变了什么, 为什么。"""
    from webui import present

    with open_office() as office:
        found = office.auditing.compare(actor(office, as_user), before, after)
    shown = present.differences(before, after, found)
    if as_json:
        emit(shown)
        return
    for change in shown["changes"]:
        say("  ".join(f"{k}={v}" for k, v in change.items() if v not in (None, [], {})))
    say(f"共 {len(shown['changes'])} 处变化")


@click.group()
def report() -> None:
    """报告。"""


def _report(
    kind: str, year: int, entity: str | None, out: str, as_json: bool, as_user: str | None, as_of: date | None
) -> None:
    format = Path(out).suffix.lstrip(".").lower()
    if format not in FORMATS:
        raise click.UsageError(f"--out 的扩展名应为 {', '.join(FORMATS)}")
    with open_office() as office:
        data = office.reporting.render(actor(office, as_user), kind, year, format, entity=entity, as_of=as_of)
    target = Path(out)
    temporary = target.with_name(f".{target.name}.part")
    temporary.write_bytes(data)
    temporary.replace(target)
    emit(
        {"report": kind, "year": year, "entity": entity, "out": out, "bytes": len(data)}
    ) if as_json else say(f"已写出 {out}")


@report.command()
@click.option("--year", type=int, required=True)
@click.option("--entity", metavar="CODE", help="一个对象; 不写为全市。")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]))
@click.option("--out", required=True, metavar="PATH", help="xlsx, docx, html 或 pdf。")
@reporting
def gap(
    year: int, entity: str | None, as_of: datetime | None, out: str, as_json: bool, as_user: str | None
) -> None:
    """缺口报告: 按一票否决、门槛、风险分排序, 每行有页码出处。"""
    _report("gap", year, entity, out, as_json, as_user, as_of.date() if as_of else None)


@report.command()
@click.option("--year", type=int, required=True)
@click.option("--entity", metavar="CODE")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]))
@click.option("--out", required=True, metavar="PATH")
@reporting
def score(
    year: int, entity: str | None, as_of: datetime | None, out: str, as_json: bool, as_user: str | None
) -> None:
    """得分报告: 自评、可支撑、有风险。"""
    _report("score", year, entity, out, as_json, as_user, as_of.date() if as_of else None)
