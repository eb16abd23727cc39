"""What people decide; all of it undoable."""

from __future__ import annotations

import sys

import click

from webui.commands.common import actor, emit, json_option, open_office, reporting, say


@click.command()
@click.argument("document", metavar="DOC")
@click.option(
    "--set",
    "values",
    multiple=True,
    required=True,
    metavar="FIELD=VALUE",
    help="entity year doctype number date issuer title period",
)
@reporting
def correct(document: str, values: tuple[str, ...], as_json: bool, as_user: str | None) -> None:
    """更正文件信息; 值留空表示确认没有。"""
    from webui import present

    pairs: dict[str, str | None] = {}
    for value in values:
        name, equals, text = value.partition("=")
        if not equals:
            raise click.UsageError(f"请写成 FIELD=VALUE: {value}")
        pairs[name.strip()] = text.strip() or None
    with open_office() as office:
        head = office.deciding.correct(actor(office, as_user), document, pairs)
        _index(office)
    emit(present.head(head)) if as_json else say(f"已更正 {document}: {', '.join(values)}。撤销: qijuan undo")


@click.command()
@click.argument("requirement")
@click.option("--entity", required=True, metavar="CODE")
@click.option("--period", required=True, metavar="P")
@click.option(
    "--as",
    "state",
    required=True,
    metavar="STATE",
    help="complete, not_applicable, waived, review, mismatched ...",
)
@click.option("--reason", required=True, metavar="TEXT")
@click.option("--by", "as_user", metavar="NAME", help="以该用户的身份认定。")
@json_option
def decide(
    requirement: str,
    entity: str,
    period: str,
    state: str,
    reason: str,
    as_user: str | None,
    as_json: bool,
) -> None:
    """人工认定一个应交格的状态。"""
    with open_office() as office:
        office.deciding.decide(actor(office, as_user), requirement, entity, period, state, reason)
    shown = {"requirement": requirement, "entity": entity, "period": period, "state": state}
    emit(shown) if as_json else say(f"{requirement} {period} 已认定为 {state}。撤销: qijuan undo")


@click.command()
@click.argument("document", metavar="DOC")
@click.argument("requirement")
@click.option("--accept/--reject", "accept", required=True, default=None)
@reporting
def match(document: str, requirement: str, accept: bool, as_json: bool, as_user: str | None) -> None:
    """认可或否定一份文件用于某项材料。"""
    with open_office() as office:
        office.deciding.match(actor(office, as_user), document, requirement, accept=accept)
    shown = {"document": document, "requirement": requirement, "accepted": accept}
    emit(shown) if as_json else say(
        f"{document} {'用于' if accept else '不用于'} {requirement}。撤销: qijuan undo"
    )


@click.command()
@click.argument("document", metavar="DOC")
@click.option("--reason", required=True, metavar="TEXT")
@reporting
def withdraw(document: str, reason: str, as_json: bool, as_user: str | None) -> None:
    """撤回误传的文件: 不再显示和使用, 但不删除。"""
    with open_office() as office:
        office.deciding.withdraw(actor(office, as_user), document, reason)
        _index(office)
    emit({"document": document, "withdrawn": reason}) if as_json else say(
        f"已撤回 {document}。撤销: qijuan undo"
    )


@click.command()
@click.argument("documents", nargs=-1, metavar="DOC...")
@click.option("--receipt", metavar="R", help="这张回执的全部文件。")
@click.option("--entity", metavar="CODE")
@click.option("--year", type=int)
@reporting
def refile(
    documents: tuple[str, ...],
    receipt: str | None,
    entity: str | None,
    year: int | None,
    as_json: bool,
    as_user: str | None,
) -> None:
    """整批改归属: 一步完成, 一步撤销。"""
    if entity is None and year is None:
        raise click.UsageError("请至少写 --entity 或 --year。")
    with open_office() as office:
        who = actor(office, as_user)
        chosen = list(documents)
        if receipt is not None:
            _, files, _ = office.papers.receipt(who, receipt)
            chosen += [f.document for f in files if f.document and f.outcome == "new"]
        if not chosen:
            raise click.UsageError("请写文件编号或 --receipt。")
        count = office.deciding.refile(who, chosen, entity=entity, year=year)
        _index(office)
    emit({"documents": chosen, "changed": count}) if as_json else say(
        f"已改归属 {count} 份。撤销: qijuan undo"
    )


@click.command()
@click.argument("documents", nargs=-1, required=True, metavar="DOC...")
@click.option("--no-wait", is_flag=True)
@reporting
def bind(documents: tuple[str, ...], no_wait: bool, as_json: bool, as_user: str | None) -> None:
    """把按页拍摄的图片装订成一份材料; 图片保留, 可撤销。"""
    from webui import present

    with open_office() as office:
        who = actor(office, as_user)
        bound = office.binding.bind(who, documents)
        if not no_wait:
            _read(office, [bound])
        head = office.papers.head(who, bound)
    emit(present.head(head)) if as_json else say(
        f"已装订为 {bound}, 共 {len(documents)} 页。撤销: qijuan undo"
    )


@click.command()
@click.argument("document", metavar="DOC")
@click.option("--password-stdin", is_flag=True, required=True, help="从标准输入读密码。")
@click.option("--no-wait", is_flag=True)
@reporting
def unlock(document: str, password_stdin: bool, no_wait: bool, as_json: bool, as_user: str | None) -> None:
    """为加密文件输入密码, 然后重新读取。"""
    from webui import present

    password = sys.stdin.readline().rstrip("\r\n") if password_stdin else ""
    with open_office() as office:
        who = actor(office, as_user)
        office.deciding.unlock(who, document, password)
        if not no_wait:
            _read(office, [document])
        head = office.papers.head(who, document)
    emit(present.head(head)) if as_json else say(f"{document}: {head.state} {head.reason or ''}")


@click.command()
@click.argument("document", required=False, metavar="[DOC]")
@click.option("--all", "everything", is_flag=True, help="全部文件, 例如升级之后; 人工更正保留。")
@click.option("--no-wait", is_flag=True, help="只排队, 由 serve 或 worker 读取。")
@reporting
def retry(document: str | None, everything: bool, no_wait: bool, as_json: bool, as_user: str | None) -> None:
    """重新读取一份, 或全部读不出的。"""
    if document and everything:
        raise click.UsageError("DOC 和 --all 只能选一个。")
    with open_office() as office:
        done = office.deciding.retry(actor(office, as_user), document, everything=everything)
        if not no_wait:
            _read(office, done)
        with office.parts.store.read() as tx:
            states = {id: head.state for id, head in tx.documents.many(done).items()}
    emit({"documents": [{"document": d, "state": states[d]} for d in done]}) if as_json else say(
        "\n".join(f"{d}: {states[d]}" for d in done) or "没有需要重试的文件。"
    )


@click.command()
@click.argument("change", type=int, required=False)
@reporting
def undo(change: int | None, as_json: bool, as_user: str | None) -> None:
    """撤销上一步, 或指定编号的一步。"""
    from webui import present

    with open_office() as office:
        done = office.deciding.undo(actor(office, as_user), change)
        _index(office)
    emit({"undone": present.change(done)}) if as_json else say(f"已撤销: {done.verb} {done.subject}")


def _index(office: object) -> None:
    from indexer.indexing import try_catch_up
    from webui.context import Office

    assert isinstance(office, Office)
    try_catch_up(office.parts.store, office.parts.index)
    office.upkeep.checkpoint()


def _read(office: object, documents: list[str]) -> None:
    from indexer.worker import Stop, work_until
    from webui.context import Office

    assert isinstance(office, Office)
    parts = office.parts

    def done() -> bool:
        with parts.store.read() as tx:
            heads = tx.documents.many(documents)
        return all(head.state not in {"received", "processing"} for head in heads.values())

    work_until(parts, Stop(), done)
    _index(office)
