"""Names of quantities that nobody has mapped to an indicator."""

from __future__ import annotations

import click

from webui.commands.common import actor, emit, open_office, reporting, say, table


@click.group(invoke_without_command=True)
@click.option("--year", type=int, metavar="Y")
@click.pass_context
@reporting
def labels(context: click.Context, year: int | None, as_json: bool, as_user: str | None) -> None:
    """材料里还不认识的指标名称; `labels map 名称 指标` 说明它是什么。"""
    from webui import present

    if context.invoked_subcommand is not None:
        return
    with open_office() as office:
        found = office.naming.unknown(actor(office, as_user), year)
        names = {id: indicator.name for id, indicator in office.parts.rulebook.indicators.items()}
    if as_json:
        emit(present.labels(found))
        return
    table(
        [
            (
                name.text,
                name.cells,
                len(name.documents),
                ", ".join(f"{id} {names[id]}" for id in name.suggestions),
            )
            for name in found
        ],
        ("名称", "数字", "份数", "可能是"),
    )


@labels.command("map")
@click.argument("label")
@click.argument("indicator", required=False)
@click.option("--nothing", is_flag=True, help="不是考核用的指标。")
@reporting
def map_(label: str, indicator: str | None, nothing: bool, as_json: bool, as_user: str | None) -> None:
    """说明一个名称是哪个指标; 有关材料会重新读取。"""
    if (indicator is None) is not nothing:
        raise click.UsageError("请写指标编号, 或 --nothing。")
    with open_office() as office:
        documents = office.naming.map(actor(office, as_user), label, indicator)
    emit({"label": label, "indicator": indicator, "documents": documents}) if as_json else say(
        f"已记下。{len(documents)} 份材料等待重新读取 (qijuan worker 或 serve)。撤销: qijuan undo"
    )
