"""Entities and rulebook."""

from __future__ import annotations

from pathlib import Path

import click

from webui.commands.common import (
    EXIT_REJECTED,
    actor,
    emit,
    finish,
    json_option,
    open_office,
    reporting,
    say,
    table,
)


@click.group()
def entities() -> None:
    """考核对象。"""


@entities.command("import")
@click.argument("file", type=click.Path())
@reporting
def import_(file: str, as_json: bool, as_user: str | None) -> None:
    """导入 CSV、XLSX 或 YAML: code,name,kind,parent,aliases,attributes。"""
    from archive.domain.errors import NotFound
    from archive.services.registry import checked
    from webui import present
    from webui.rows import read_rows

    if not Path(file).is_file():
        raise NotFound(file, code="path_unknown", path=file)
    rows, first = read_rows(Path(file))
    with open_office() as office:
        result = checked(office.registry.load(actor(office, as_user), rows, first))
    if as_json:
        emit(present.imported(result))
    else:
        say(f"新增 {result.added}, 变更 {result.changed}, 未变 {result.unchanged}")
        for problem in (*result.problems, *result.warnings):
            say(f"  第 {problem.row} 行 {problem.column}: {problem.code} {problem.value}")
    if result.problems:
        finish(EXIT_REJECTED)


@entities.command("list")
@reporting
def list_(as_json: bool, as_user: str | None) -> None:
    """列出考核对象。"""
    from webui import present

    with open_office() as office:
        found = office.registry.list(actor(office, as_user))
    if as_json:
        emit(present.entities(found))
        return
    table([(e.code, e.name, e.kind.value, e.parent) for e in found], ("代码", "名称", "类别", "上级"))


@click.command("check-rulebook")
@click.argument("path", required=False, type=click.Path())
@json_option
def check_rulebook(path: str | None, as_json: bool) -> None:
    """检查规则文件: 指出文件、行和字段。"""
    from archive.domain.errors import NotFound
    from archive.rulebook import check
    from archive.settings import read_settings

    if path is not None and not Path(path).exists():
        raise NotFound(path, code="path_unknown", path=path)
    configured = read_settings().rulebook
    folder = Path(path) if path else (Path(configured) if configured else None)
    problems = list(check(folder))
    if as_json:
        emit(
            {
                "ok": not problems,
                "problems": [
                    {"where": where, "code": code, "message": text} for where, code, text in problems
                ],
            }
        )
    else:
        for where, code, text in problems:
            say(f"{where}: {text} [{code}]")
        say("规则文件没有错误。" if not problems else f"共 {len(problems)} 处错误。")
    if problems:
        finish(EXIT_REJECTED)
