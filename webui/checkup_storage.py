"""What `doctor` says of the database server and the object store: configured, reachable, fit, what to do."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

from archive.domain.errors import ArchiveError
from archive.settings import Settings
from archive.storage import SqlStore, open_blobs
from webui.checkup import GIB, Check

LEAST_VERSION = 13
_ALONE = "未配置 (单机模式)"


def storage_servers(settings: Settings) -> Iterator[Check]:
    yield from _database(settings)
    yield from _originals(settings)


def _database(settings: Settings) -> Iterator[Check]:
    if not settings.database or settings.database.startswith("sqlite"):
        yield Check("postgresql", True, _ALONE, needed=False)
        return
    try:
        store = SqlStore(settings.database)
    except ArchiveError as error:
        yield Check(
            "postgresql", False, error.code, "QIJUAN_DATABASE 应为 postgresql://用户:密码@主机/库名。"
        )
        return
    try:
        store.check()
        server = store.server()
    except ArchiveError as error:
        first = str(error).splitlines()[0]
        yield Check("postgresql", False, f"{error.code}: {first}", "请检查数据库服务、地址、用户和密码。")
        return
    finally:
        store.close()
    assert server is not None
    wrong = [
        text
        for fits, text in (
            (server.version >= LEAST_VERSION * 10_000, f"需要 {LEAST_VERSION} 以上"),
            (
                server.encoding == "UTF8",
                f"编码 {server.encoding}, 需要 UTF8: 请用 ENCODING 'UTF8' 新建数据库",
            ),
            (server.durable, "fsync 或 full_page_writes 已关闭, 断电会丢失: 请打开"),
        )
        if not fits
    ]
    yield Check("postgresql", not wrong, server.shown, "; ".join(wrong))
    advice = "" if server.behind_wall else "请改用普通角色: 超级用户不受行级防护约束。"
    yield Check(
        "postgresql 行级防护", server.behind_wall, "已启用" if not advice else "无效", advice, needed=False
    )


def _originals(settings: Settings) -> Iterator[Check]:
    if not settings.blobs.startswith("s3:"):
        yield Check("s3", True, _ALONE, needed=False)
        return
    from archive.storage.s3 import S3Blobs

    try:
        blobs = open_blobs(settings.blobs, settings.home, settings.cache_gb, settings.part_mb)
        assert isinstance(blobs, S3Blobs)
        found = blobs.check()
    except ArchiveError as error:
        yield Check("s3", False, f"{error.code}: {error}", _advice(error.code))
        return
    yield Check("s3", True, found)
    folder = settings.home if settings.home.exists() else settings.home.absolute().parent
    free = shutil.disk_usage(folder).free if folder.exists() else 0
    enough = free > settings.cache_gb * GIB
    advice = "" if enough else "请腾出磁盘, 或调小 QIJUAN_CACHE_GB。"
    yield Check("s3 本地副本", enough, f"上限 {settings.cache_gb} GiB", advice, needed=False)


def _advice(code: str) -> str:
    if code == "storage_key_missing":
        return "请在环境变量中设置 AWS_ACCESS_KEY_ID 和 AWS_SECRET_ACCESS_KEY。"
    if code == "setting_invalid":
        return "QIJUAN_BLOBS 应为 s3://桶/前缀?endpoint=地址, 不带密钥。"
    return "请检查对象存储的服务、地址、桶和密钥。"
