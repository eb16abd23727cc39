"""What `doctor` says of the search cluster, the Tika server, the broker and the regular duties."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from archive.domain.errors import ArchiveError, Invalid, client_of
from archive.i18n import of_error
from archive.ports import Store
from archive.settings import Settings
from indexer.wiring import search_server, tika_version
from webui.checkup import Check

LEAST_ELASTIC = 8
LEAST_TIKA = 3
_ALONE = "未配置 (单机模式)"
_HEALTH = {"green": "正常", "yellow": "可用, 缺副本", "red": "有分片不可用"}


def engine_servers(settings: Settings) -> Iterator[Check]:
    yield _search(settings)
    yield _tika(settings)
    yield _queue(settings)


def _search(settings: Settings) -> Check:
    if not settings.index:
        return Check("elasticsearch", True, _ALONE, needed=False)
    try:
        version, health = search_server(settings)
    except ArchiveError as error:
        if error.code == "driver_missing":
            return _lacking("elasticsearch", error)
        return Check(
            "elasticsearch",
            False,
            error.code,
            "请检查检索服务、QIJUAN_INDEX 的地址、用户和密码; 收件和审核不受影响。",
        )
    found = f"{version} {_HEALTH.get(health, health)}"
    if _major(version) < LEAST_ELASTIC:
        return Check("elasticsearch", False, found, f"需要 {LEAST_ELASTIC} 以上。")
    red = health == "red"
    return Check("elasticsearch", not red, found, "请检查节点和磁盘, 恢复后运行 qijuan fsck。" if red else "")


def _lacking(name: str, error: ArchiveError) -> Check:
    return Check(name, False, f"缺少 {error}", of_error(error.code)[1])


def _tika(settings: Settings) -> Check:
    if not settings.tika:
        return Check("tika", True, f"{_ALONE}; 旧格式文件会停在 needs_tika", needed=False)
    try:
        version = tika_version(settings)
    except ArchiveError as error:
        return Check(
            "tika", False, error.code, "请启动 Tika 服务或检查 QIJUAN_TIKA; 旧格式文件等待, 恢复后自动重读。"
        )
    fits = _major(version) >= LEAST_TIKA
    return Check("tika", fits, version, "" if fits else f"需要 {LEAST_TIKA} 以上。")


def _queue(settings: Settings) -> Check:
    if not settings.queue:
        return Check("celery", True, _ALONE, needed=False)
    try:
        with client_of("celery"):
            from celery import __version__ as celery_version

            from indexer.queues.broker import CeleryBroker, make_app

        depths = CeleryBroker(make_app(settings.queue)).depths()
    except Invalid as error:
        return Check(
            "celery",
            False,
            error.code,
            "QIJUAN_QUEUE 应为 redis://:密码@主机/0 或 amqp://; 密码中的特殊字符要转义。",
        )
    except ArchiveError as error:
        if error.code == "driver_missing":
            return _lacking("celery", error)
        return Check(
            "celery", False, error.code, "请检查消息服务和 QIJUAN_QUEUE; 任务都在数据库里, 恢复后自动继续。"
        )
    waiting = ", ".join(f"{lane} {count}" for lane, count in depths.items())
    return Check("celery", True, f"{celery_version}; 等待的消息: {waiting}")


def _major(version: str) -> int:
    first = version.partition(".")[0]
    return int(first) if first.isdigit() else 0


def duties(store: Store) -> Iterator[Check]:
    """Whether work goes on, and what the newest checks found."""
    with store.read() as tx:
        known = tx.meta.several(["stalled_since", "lease.sweeper", "expiring", "fsck", "verify"])
    since = known.get("stalled_since")
    if since:
        yield Check(
            "处理进度",
            False,
            f"{since} 起没有进展",
            "请检查处理进程 (qijuan worker) 是否在运行。",
            needed=False,
        )
    if "lease.sweeper" in known:
        until, _, owner = known["lease.sweeper"].partition(" ")
        yield Check("派工", True, f"{owner} (至 {until[:19]})", needed=False)
    expiring = _kept(known.get("expiring"))
    if expiring.get("count"):
        yield Check("证书到期", True, f"两个月内 {expiring['count']} 份到期", needed=False)
    for name, key in (("一致性检查", "fsck"), ("原件校验", "verify")):
        kept = _kept(known.get(key))
        if kept:
            wrong = kept.get("count", 0)
            found = f"{kept.get('at')} {f'{wrong} 处' if wrong else '没有问题'}"
            yield Check(name, not wrong, found, f"请运行 qijuan {key} 查看。" if wrong else "", needed=False)


def _kept(text: str | None) -> Mapping[str, object]:
    try:
        found = json.loads(text or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
