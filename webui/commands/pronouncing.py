"""Verdicts on contradictions."""

from __future__ import annotations

import click

from webui.commands.common import actor, emit, open_office, reporting, say


@click.command()
@click.argument("contradiction", metavar="ID")
@click.option("--entity", required=True, metavar="CODE")
@click.option("--year", required=True, type=int, metavar="Y")
@click.option(
    "--verdict",
    required=True,
    type=click.Choice(["confirmed", "caliber", "misread", "none"]),
    help="confirmed 真矛盾, caliber 口径不同, misread 识别错误, none 收回。",
)
@click.option("--note", default="", metavar="TEXT", help="理由。")
@reporting
def pronounce(
    contradiction: str, entity: str, year: int, verdict: str, note: str, as_json: bool, as_user: str | None
) -> None:
    """对一处矛盾作出认定; ID 见 audit --json 的 findings。"""
    from webui import present

    said = None if verdict == "none" else verdict
    with open_office() as office:
        finding = office.pronouncing.pronounce(
            actor(office, as_user), entity, year, contradiction, said, note
        )
    emit(present.finding(finding, entity)) if as_json else say("已记下认定。撤销: qijuan undo")
