"""Handing a dossier in, and opening it again."""

from __future__ import annotations

import click

from webui.commands.common import actor, emit, open_office, reporting, say


@click.command("hand-in")
@click.option("--entity", required=True, metavar="CODE")
@click.option("--year", required=True, type=int, metavar="Y")
@click.option("--reopen", is_flag=True, help="退回修改 (节能办)。")
@click.option("--reason", default="", metavar="TEXT", help="退回的理由。")
@reporting
def hand_in(entity: str, year: int, reopen: bool, reason: str, as_json: bool, as_user: str | None) -> None:
    """报送本年度材料: 此后本单位不能再增改; 或退回修改。"""
    from webui import present

    with open_office() as office:
        who = actor(office, as_user)
        if reopen:
            office.handing_in.reopen(who, entity, year, reason)
        else:
            office.handing_in.hand_in(who, entity, year)
        made = office.handing_in.get(who, entity, year)
    done = "已退回修改, 可以继续增改。" if reopen else "已报送, 本单位不能再增改; 节能办可以退回。"
    emit(present.hand_in(entity, year, made)) if as_json else say(f"{entity} {year}: {done}")
