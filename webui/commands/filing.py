"""Handing in and finding: ingest, documents, show, search, figures."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

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
    from archive.domain.records import ReceiptHead
    from archive.services.intake import Incoming
    from webui.context import Office

SCREENFUL = 20


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--entity", metavar="CODE", help="考核对象代码; 不写则由内容判断。")
@click.option("--year", type=int, metavar="Y", help="考核年度; 不写则由内容判断。")
@click.option("--doctype", metavar="T", help="文件类型。")
@click.option("--key", metavar="KEY", help="幂等键: 同一个键重复执行只收一次。")
@click.option("--no-wait", is_flag=True, help="只收件, 不等读取完成。")
@reporting
def ingest(
    paths: tuple[str, ...],
    entity: str | None,
    year: int | None,
    doctype: str | None,
    key: str | None,
    no_wait: bool,
    as_json: bool,
    as_user: str | None,
) -> None:
    """收件: 文件、文件夹或压缩包。"""
    from archive.domain.document import Filing
    from archive.domain.errors import NotFound
    from webui import present

    missing = [path for path in paths if not os.path.lexists(path)]
    if missing:
        raise NotFound(missing[0], code="path_unknown", path=missing[0])
    with open_office() as office:
        who = actor(office, as_user)
        if doctype is not None and doctype not in office.parts.rulebook.doctypes:
            raise NotFound(doctype, code="doctype_unknown", doctype=doctype)
        files = [incoming for path in paths for incoming in walk(path)]
        meter = Meter("收件", len(files))
        count = iter(range(1, 10**9))
        receipt = office.intake.receive(
            who, Filing(entity, year, doctype), files, key=key, progress=lambda _: meter(next(count))
        )
        meter.end()
        if not no_wait:
            wait_for(office, receipt)
        head, rows, documents = office.papers.receipt(who, receipt.id)
        series = office.binding.proposals(who, receipt.id)
        shown = present.receipt(head, rows, documents, series)
        if as_json:
            emit(shown)
        else:
            _print_receipt(shown, kinds(office))
        if receipt.rejected:
            finish(EXIT_REJECTED)


def walk(path: str) -> Iterator[Incoming]:
    """The files of a path as the clerk named it, folders in order; links, pipes and sockets never followed."""
    if not os.path.islink(path) and Path(path).is_dir():
        for name in sorted(os.listdir(path)):
            yield from walk(os.path.join(path, name))
        return
    yield incoming(path)


def incoming(path: str, shown: str | None = None) -> Incoming:
    """A file to hand in; *shown* replaces its path on the receipt."""
    from archive.services.intake import Incoming

    problem = None
    try:
        if not stat.S_ISREG(os.lstat(path).st_mode):
            problem = "not_a_file"
    except OSError:
        problem = "not_readable"
    return Incoming(shown_path(shown or path), lambda: Path(path).open("rb"), problem)


def shown_path(path: str) -> str:
    r"""As given; bytes that are no UTF-8 appear as \xNN."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def wait_for(office: Office, receipt: ReceiptHead) -> None:
    """Help reading until every file of the receipt has its final state and can be found."""
    from indexer.indexing import try_catch_up
    from indexer.queues.processes import ProcessPool
    from indexer.worker import Stop, work_until

    def left() -> int:
        with office.parts.store.read() as tx:
            return tx.documents.find({"receipt": receipt.id, "waiting": True}, limit=0)[0]

    waiting = left()
    meter = Meter("读取", waiting)

    def done() -> bool:
        now_left = left()
        meter(waiting - now_left)
        return now_left == 0

    helpers = min(office.settings.worker_count, waiting // 3)
    if helpers > 1:
        with ProcessPool(helpers, office.settings.home, until_empty=True) as pool:
            work_until(office.parts, Stop(), done, others=pool.alive)
    else:
        work_until(office.parts, Stop(), done)
    meter.end()
    try_catch_up(office.parts.store, office.parts.index)
    office.upkeep.checkpoint()


def kinds(office: Office) -> dict[str | None, str]:
    """What the kinds of paper are called; nothing is called 待复核."""
    found: dict[str | None, str] = {None: "待复核"}
    found.update((id, kind.name.get("zh", id)) for id, kind in office.parts.rulebook.doctypes.items())
    return found


def _print_receipt(shown: dict[str, Any], kinds: dict[str | None, str]) -> None:
    from archive.i18n import DOCUMENT_STATES

    open_questions = 0
    rows = []
    for f in shown["files"]:
        read = f["state"] in {"ready", "partial", "unreadable"}
        unknown = "待复核" if read else None
        open_questions += read and None in (f["entity"], f["year"], f["doctype"])
        rows.append(
            (
                f["path"],
                DOCUMENT_STATES[f["state"]][0],
                f["document"],
                f["entity"] or unknown,
                f["year"] or unknown,
                kinds.get(f["doctype"], f["doctype"]) if f["doctype"] or read else None,
                f["pages"],
                f["advice"] or "",
            )
        )
    table(rows, ("文件", "状态", "编号", "单位", "年度", "类型", "页", "说明"))
    for series in shown.get("series", []):
        say(
            f"\n{series['name']} 的 {len(series['documents'])} 张图片像是同一份材料, 可装订: qijuan bind {' '.join(series['documents'])}"
        )
    say(
        f"\n回执 {shown['receipt']}: 收到 {shown['received']} = 新增 {shown['new']}"
        f" + 重复 {shown['duplicate']} + 拒收 {shown['rejected']}"
    )
    if open_questions:
        say(f"{open_questions} 份的单位、年度或类型待复核: qijuan documents --review, 或在网页上更正。")


@click.command()
@click.option("--entity", metavar="CODE")
@click.option("--under", metavar="CODE", help="该对象及其下级。")
@click.option("--year", type=int, metavar="Y")
@click.option("--state", metavar="STATE")
@click.option("--doctype", metavar="T")
@click.option("--review", is_flag=True, help="只列待复核的。")
@click.option("--limit", type=int)
@click.option("--offset", type=int, default=0)
@reporting
def documents(
    entity: str | None,
    under: str | None,
    year: int | None,
    state: str | None,
    doctype: str | None,
    review: bool,
    limit: int | None,
    offset: int,
    as_json: bool,
    as_user: str | None,
) -> None:
    """列出文件。"""
    from archive.i18n import DOCUMENT_STATES
    from webui import present

    with open_office() as office:
        who = actor(office, as_user)
        where: dict[str, object] = {
            name: value
            for name, value in (("entity", entity), ("year", year), ("state", state), ("doctype", doctype))
            if value is not None
        }
        if review:
            where["review"] = True
        if under is not None:
            where["entities"] = office.registry.below(who, under)
        total, heads = office.papers.find(who, where, limit=limit, offset=offset)
        if as_json:
            emit(present.documents(total, heads))
            return
        called = kinds(office)
        rows = [
            (
                h.id,
                DOCUMENT_STATES[h.state][0],
                h.entity,
                h.year,
                called.get(h.doctype, h.doctype),
                h.pages,
                h.title or h.path,
            )
            for h in heads
        ]
        table(rows, ("编号", "状态", "单位", "年度", "类型", "页", "题名"))
        tell(f"共 {total} 份")


SHOWN = (
    ("document", "编号    "), ("path", "文件    "), ("state", "状态    "), ("advice", "说明    "),
    ("title", "标题    "), ("doctype", "类型    "), ("entity", "考核对象"), ("year", "考核年度"),
    ("number", "文号    "), ("date", "成文日期"), ("issuer", "发文单位"),
)  # fmt: skip


@click.command()
@click.argument("document", metavar="DOC")
@reporting
def show(document: str, as_json: bool, as_user: str | None) -> None:
    """一份文件的全部: 页、信息、表格、数字、用途、经过。"""
    from archive.i18n import DOCUMENT_STATES, PAGE_STATES, SLOT_STATES
    from webui import present

    with open_office() as office:
        whole = office.papers.show(actor(office, as_user), document)
        shown = present.whole(whole)
        called = kinds(office)
    if as_json:
        emit(shown)
        return
    shown["state"] = DOCUMENT_STATES[shown["state"]][0]
    shown["doctype"] = called.get(shown["doctype"], shown["doctype"])
    for name, label in SHOWN:
        if shown[name] is not None:
            say(f"{label}  {shown[name]}")
    for match in shown["matches"]:
        say(f"用于      {match['requirement']} {match['period']} {SLOT_STATES[match['state']][0]}")
    for page in shown["pages"]:
        say(f"\n-- 第 {page['page']} 页 ({PAGE_STATES[page['state']][0]}) --\n{page['text']}")


@click.command(context_settings={"ignore_unknown_options": True})  # a query may begin with -词
@click.argument("query")
@click.option("--entity", metavar="CODE", multiple=True)
@click.option("--under", metavar="CODE")
@click.option("--year", type=int, multiple=True)
@click.option("--doctype", multiple=True)
@click.option("--limit", type=click.IntRange(0), help="不写: --json 给出全部, 屏幕上给出 20 条。")
@click.option("--offset", type=click.IntRange(0), default=0)
@click.option("--order", type=click.Choice(["relevance", "newest", "document"]), default="relevance")
@click.option("--facets", is_flag=True, help="同时给出分面计数。")
@reporting
def search(
    query: str,
    entity: tuple[str, ...],
    under: str | None,
    year: tuple[int, ...],
    doctype: tuple[str, ...],
    limit: int | None,
    offset: int,
    order: str,
    facets: bool,
    as_json: bool,
    as_user: str | None,
) -> None:
    """检索证据; "引号" 为原文, -词 排除, OR 任一。"""
    from archive.domain.search import Filters, Query
    from webui import present

    with open_office() as office:
        who = actor(office, as_user)
        codes = entity + (tuple(sorted(office.registry.below(who, under))) if under else ())
        shortest = SCREENFUL if limit is None else limit
        asked = Query(query, Filters(codes, year, doctype), shortest, offset, order, facets)
        result = office.searching.search(who, asked)
        if limit is None and as_json and result.total > offset + len(result.hits):
            result = office.searching.search(who, replace(asked, limit=result.total - offset))
    shown = present.search(result)
    if as_json:
        emit(shown)
        return
    for hit in shown["hits"]:
        snippet = hit["snippet"].replace("<em>", "【").replace("</em>", "】")
        say(
            f"{hit['document']} p.{hit['page']}  {hit['title']}  {hit['entity'] or ''} {hit['year'] or ''}\n    {snippet}"
        )
    tell(f"共 {shown['total']} 页, {shown['took_ms']} 毫秒")


@click.command()
@click.option("--entity", metavar="CODE")
@click.option("--under", metavar="CODE")
@click.option("--year", type=int)
@click.option("--indicator", metavar="I-...")
@reporting
def figures(
    entity: str | None,
    under: str | None,
    year: int | None,
    indicator: str | None,
    as_json: bool,
    as_user: str | None,
) -> None:
    """读到的数字及其出处。"""
    from webui import present

    with open_office() as office:
        who = actor(office, as_user)
        below = office.registry.below(who, under) if under else None
        found = office.papers.figures(who, entity=entity, under=below, year=year, indicator=indicator)
        known = office.parts.rulebook.indicators
    if as_json:
        emit({"figures": [present.figure(f) for f in found]})
        return
    rows = [
        (
            f"{f.indicator} {known[f.indicator].name}" if f.indicator in known else f.indicator,
            f.entity,
            f.period,
            f.value,
            f.unit,
            f.locator.document,
            f.locator.page,
            f.locator.quote,
        )
        for f in found
    ]
    table(rows, ("指标", "单位", "期间", "数值", "计量单位", "文件", "页", "原文"))
