"""Users and tokens."""

from __future__ import annotations

import click

from webui.commands.common import actor, as_option, emit, open_office, reporting, say, table, tell


@click.group()
def users() -> None:
    """用户与令牌。"""


@users.command()
@click.argument("name")
@click.option(
    "--role", required=True, type=click.Choice(["clerk", "approver", "inspector", "office", "admin"])
)
@click.option("--entity", metavar="CODE", help="只看该对象及其下级。")
@click.option("--password", help="指定密码; 不写则生成一次性密码。")
@reporting
def add(
    name: str, role: str, entity: str | None, password: str | None, as_json: bool, as_user: str | None
) -> None:
    """新增用户, 打印一次性密码。"""
    with open_office() as office:
        chosen = office.accounts.add(actor(office, as_user), name, role, entity, password)
    if as_json:
        emit({"name": name, "password": chosen})
        return
    say(chosen)
    tell(f"用户 {name} 已建立, 上面是一次性密码; 首次登录时改成自己的。")


@users.command("list")
@reporting
def list_(as_json: bool, as_user: str | None) -> None:
    """列出用户。"""
    from webui import present

    with open_office() as office:
        found = office.accounts.list(actor(office, as_user))
    if as_json:
        emit({"users": [present.account(a) for a in found]})
        return
    table(
        [(a.name, a.role, a.entity, "停用" if a.disabled else "") for a in found],
        ("用户", "角色", "单位", ""),
    )


@users.command()
@click.argument("name")
@reporting
def disable(name: str, as_json: bool, as_user: str | None) -> None:
    """停用用户; 其会话和令牌立即失效。"""
    with open_office() as office:
        office.accounts.disable(actor(office, as_user), name)
    emit({"name": name, "disabled": True}) if as_json else say(f"已停用 {name}")


@users.command()
@click.argument("name")
@reporting
def token(name: str, as_json: bool, as_user: str | None) -> None:
    """新的 API 令牌。"""
    with open_office() as office:
        made = office.accounts.token(actor(office, as_user), name)
    emit({"token": made}) if as_json else say(made)


@users.command()
@click.argument("name")
@as_option
@click.option("--json", "as_json", is_flag=True)
def password(name: str, as_user: str | None, as_json: bool) -> None:
    """重设为一次性密码。"""
    with open_office() as office:
        chosen = office.accounts.reset(actor(office, as_user), name)
    emit({"name": name, "password": chosen}) if as_json else say(chosen)
