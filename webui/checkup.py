"""What `doctor` looks at: is everything there, reachable, the right version; what to do if not."""

from __future__ import annotations

import os
import platform
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from archive.domain.errors import ArchiveError
from archive.settings import Settings, read_settings
from indexer.wiring import recognition_ready, walls
from webui.context import Office

GIB = 1024**3
_CREDENTIALS = re.compile(r"//\S*@")


@dataclass(frozen=True, slots=True)
class Check:
    """`needed` checks decide the exit code; the others only inform."""

    name: str
    ok: bool
    found: str
    advice: str = ""
    needed: bool = True

    def as_json(self) -> dict[str, object]:
        return {
            "name": self.name,
            "ok": self.ok,
            "found": self.found,
            "advice": self.advice or None,
            "needed": self.needed,
        }


def examine() -> list[Check]:
    settings = read_settings()
    checks = [*_machine(settings), *_fonts(), *_recognition(), *_rulebook(settings)]
    from webui.checkup_engines import engine_servers
    from webui.checkup_storage import storage_servers

    checks += [*storage_servers(settings), *engine_servers(settings)]
    try:
        office = Office.open(settings)
    except ArchiveError as error:
        checks.append(Check("资料库", False, f"{settings.home}: {error.code}", "请先运行 qijuan init。"))
        return checks
    try:
        checks += _home(office)
    finally:
        office.close()
    return checks


def _machine(settings: Settings) -> Iterator[Check]:
    version = platform.python_version()
    yield Check(
        "Python",
        sys.version_info >= (3, 11),
        version,
        "" if sys.version_info >= (3, 11) else "需要 3.11 以上。",
    )
    yield Check("处理器", True, f"{os.cpu_count()} 核, {settings.worker_count} 个处理进程", needed=False)
    for name in sorted(settings.origin):
        value = _CREDENTIALS.sub("//***@", str(getattr(settings, name)))
        yield Check(f"设置 {name}", True, f"{value} ({settings.origin[name]})", needed=False)


def _fonts() -> Iterator[Check]:
    from importlib.resources import files

    try:
        font = files("pylopdf_fonts_zh_cn") / "NotoSansSC-Regular.otf"
        yield Check("中文字体", font.is_file(), "Noto Sans SC (OFL-1.1)")
    except ModuleNotFoundError:
        yield Check("中文字体", False, "缺少 pylopdf-fonts-zh-cn", "请重新安装依赖。")


def _recognition() -> Iterator[Check]:
    try:
        ready = recognition_ready()
        yield Check("文字识别", ready, "RapidOCR PP-OCR" if ready else "缺少模型", needed=False)
    except (ImportError, OSError) as error:
        yield Check("文字识别", False, str(error), "请重新安装依赖。", needed=False)


def _rulebook(settings: Settings) -> Iterator[Check]:
    from pathlib import Path

    from archive.rulebook import check

    problems = list(check(Path(settings.rulebook) if settings.rulebook else None))
    found = "没有错误" if not problems else f"{len(problems)} 处错误"
    yield Check("规则文件", not problems, found, "请运行 qijuan check-rulebook。" if problems else "")


def _home(office: Office) -> Iterator[Check]:
    parts = office.parts
    yield from _try(
        "数据库",
        lambda: _revision(office),
        "请停止 serve 和 worker, 再运行任一命令以升级资料库, 或恢复备份。",
    )
    yield from _try("检索库", lambda: f"{parts.index.count()} 页", "请运行 qijuan reindex。")
    disk = shutil.disk_usage(office.settings.home)
    free = f"剩余 {disk.free / GIB:.1f} GiB / {disk.total / GIB:.1f} GiB"
    yield Check("磁盘", disk.free > GIB, free, "" if disk.free > GIB else "请清理磁盘。")
    for name, stands in walls().items():
        yield Check(f"隔离 {name}", stands, "已启用" if stands else "本机内核不支持", needed=False)
    from webui.checkup_engines import duties

    yield from duties(parts.store)


def _revision(office: Office) -> str:
    has, needs = office.parts.store.revision()
    if has != needs:
        raise ArchiveError(f"{has} != {needs}", code="migration_needed")
    return f"{office.parts.store.url.split(':')[0]} 版本 {has}"


def _try(name: str, look: Callable[[], str], advice: str) -> Iterator[Check]:
    try:
        yield Check(name, True, look())
    except ArchiveError as error:
        yield Check(name, False, f"{error.code}: {error}", advice)
