"""The home and its programs: init, demo, serve, worker, doctor."""

from __future__ import annotations

import signal
import sys
from types import FrameType
from typing import TYPE_CHECKING

import click

from webui.commands.common import emit, finish, json_option, open_office, say, tell

if TYPE_CHECKING:
    from webui.context import Office


@click.command()
@json_option
def init(as_json: bool) -> None:
    """新建资料库: 数据库、密钥、管理员和一次性密码。"""
    from archive.settings import read_settings
    from webui.homes import create_home

    settings = read_settings()
    password = create_home(settings)
    if as_json:
        emit({"user": "admin", "password": password, "home": str(settings.home)})
        return
    say(f"资料库已建好: {settings.home}")
    say(f"管理员 admin, 一次性密码 {password}")
    say("下一步: qijuan entities import 名单.csv, 然后 qijuan serve")


@click.command()
@click.option("--host", help="监听地址。")
@click.option("--port", type=int, help="端口。")
@click.option("--workers", type=int, help="处理进程数; 0 表示只开网页。")
def serve(host: str | None, port: int | None, workers: int | None) -> None:
    """启动网页; 自带处理进程。"""
    from webui.homes import sole_server
    from webui.server import run_server

    with open_office() as office, sole_server(office.settings.home):
        office.parts.store.check()
        own = (
            0 if office.settings.queue else office.settings.worker_count
        )  # with a broker, workers stand elsewhere
        count = own if workers is None else workers
        tell(f"齐卷 http://{host or office.settings.host}:{port or office.settings.port}  (Ctrl+C 停止)")
        run_server(office, host, port, count)


@click.command()
@click.option("--until-empty", is_flag=True, help="没有等待的任务时退出。")
@click.option(
    "--lanes", default="quick,ocr,reports", help="设了队列 (QIJUAN_QUEUE) 时处理哪些通道, 以逗号分隔。"
)
@click.option("--processes", type=int, help="设了队列时的进程数。")
def worker(until_empty: bool, lanes: str, processes: int | None) -> None:
    """只启动处理进程: 一个; 设了队列时由 Celery 启动多个。"""
    from indexer.worker import Stop, work

    with open_office() as office:
        office.parts.store.check()
        settings = office.settings
    if settings.queue and not until_empty:
        from archive.domain.errors import client_of

        with client_of("celery"):
            from indexer.queues.broker import run_worker
        run_worker(lanes, processes or settings.worker_count, settings.log_level)
        return
    with open_office() as office:
        stop = Stop()

        def on_signal(_number: int, _frame: FrameType | None) -> None:
            stop.set()

        signal.signal(signal.SIGTERM, on_signal)
        signal.signal(signal.SIGINT, on_signal)
        count = work(office.parts, stop, until_empty=until_empty)
        tell(f"处理了 {count} 份")


@click.command()
@click.option("--port", type=int, help="网页端口。")
@click.option("--no-serve", is_flag=True, help="只准备数据, 不启动网页。")
@json_option
def demo(port: int | None, no_serve: bool, as_json: bool) -> None:
    """示范城市: 生成材料、读取、审核, 然后打开网页。"""
    from webui.demo.show import prepare, sign_in_lines
    from webui.homes import sole_server
    from webui.server import run_server

    office, summary = prepare(quiet=as_json, wait=no_serve)
    try:
        if as_json:
            emit(summary)
        else:
            for line in sign_in_lines(office, port):
                say(line)
        sys.stdout.flush()
        if not no_serve:
            with sole_server(office.settings.home):
                run_server(office, None, port, office.settings.worker_count, on_idle=_audit_all)
    finally:
        office.close()


def _audit_all(office: Office) -> None:
    """After the last file is read: one stored run for each year of the demo."""
    from archive.domain.actor import SYSTEM

    for year in office.auditing.years(SYSTEM):
        office.auditing.run(SYSTEM, year)


@click.command()
@json_option
def doctor(as_json: bool) -> None:
    """检查环境: 数据库、存储、检索、识别、隔离、字体。"""
    from webui.checkup import examine

    found = examine()
    if as_json:
        emit({"ok": all(c.ok for c in found if c.needed), "checks": [c.as_json() for c in found]})
    else:
        for check in found:
            mark = "✓" if check.ok else ("✗" if check.needed else "–")
            say(f"{mark} {check.name}: {check.found}" + (f"  → {check.advice}" if check.advice else ""))
    if not all(c.ok for c in found if c.needed):
        finish(4)
