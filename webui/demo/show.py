"""Preparing the demo: a home, the city's papers handed in, read and audited; done again, nothing is lost or doubled."""

from __future__ import annotations

import json
import secrets
import tempfile
from pathlib import Path

from archive.domain.actor import LOCAL, Actor
from archive.domain.clock import now
from archive.domain.document import Filing
from archive.services.intake import Incoming
from archive.settings import Settings, read_settings
from webui.commands.common import Meter
from webui.commands.filing import incoming
from webui.context import Office
from webui.demo.city import DemoCity, HandIn, build
from webui.homes import create_home

RECORD = "demo.json"


def prepare(*, quiet: bool, wait: bool) -> tuple[Office, dict[str, object]]:
    """Open the demo home, filling it first when needed; with *wait*, return only when all is read and audited."""
    settings = read_settings()
    if not (settings.home / "secret").exists():
        create_home(settings)
    office = Office.open(settings)
    if not (settings.home / RECORD).exists():
        with tempfile.TemporaryDirectory(prefix="qijuan-demo-") as folder:
            city = _build(Path(folder), quiet=quiet)
            passwords = _people(office, city, settings)
            _hand_in(office, city, quiet=quiet)
        _remember(settings, passwords, city)
    if wait:
        _read(office, quiet=quiet)
        for year in office.auditing.years(LOCAL):
            office.auditing.run(LOCAL, year)
    return office, _summary(office, settings)


def sign_in_lines(office: Office, port: int | None) -> list[str]:
    """What to open and how to sign in."""
    record = json.loads((office.settings.home / RECORD).read_text("utf-8"))
    address = f"http://{office.settings.host}:{port or office.settings.port}"
    lines = ["", f"  齐卷示范城市  {address}", "", "  登录:"]
    lines += [f"    {user['name']:10} {user['password']}   {user['title']}" for user in record["users"]]
    return [*lines, "", "  其余文件正在读取, 可在「任务与健康」查看进度。Ctrl+C 停止。", ""]


def _build(folder: Path, *, quiet: bool) -> DemoCity:
    meter = Meter("生成材料", 0, quiet=quiet)
    city = build(folder, progress=meter)
    meter.end()
    return city


def _people(office: Office, city: DemoCity, settings: Settings) -> dict[str, str]:
    from webui.rows import read_rows

    rows, first = read_rows(city.entities)
    office.registry.load(LOCAL, rows, first)
    known = {account.name for account in office.accounts.list(LOCAL)}
    draft = settings.home / f"{RECORD}.draft"
    passwords: dict[str, str] = json.loads(draft.read_text("utf-8")) if draft.exists() else {}
    for user in city.users:
        passwords.setdefault(user.name, f"demo-{secrets.token_hex(3)}")
    draft.write_text(json.dumps(passwords), "utf-8")
    for user in city.users:
        if user.name not in known:
            office.accounts.add(LOCAL, user.name, user.role, user.entity, passwords[user.name])
    return passwords


def _hand_in(office: Office, city: DemoCity, *, quiet: bool) -> None:
    meter = Meter("收件", len(city.hand_ins), quiet=quiet)
    for number, hand_in in enumerate(city.hand_ins, 1):
        # the key makes an interrupted demo go on where it stopped
        office.intake.receive(
            _actor(office, hand_in),
            Filing(hand_in.entity, hand_in.year),
            _files(hand_in.folder, city.folder),
            key=f"demo-{number}",
        )
        meter(number)
    meter.end()


def _actor(office: Office, hand_in: HandIn) -> Actor:
    return office.gate.actor(hand_in.who)


def _files(folder: Path, base: Path) -> list[Incoming]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return [incoming(str(path), str(path.relative_to(base))) for path in files]


def _read(office: Office, *, quiet: bool) -> None:
    from indexer.indexing import catch_up
    from indexer.queues.processes import ProcessPool
    from indexer.worker import Stop, waiting, work_until

    parts = office.parts
    total = waiting(parts)
    meter = Meter("读取", total, quiet=quiet)

    def done() -> bool:
        left = waiting(parts)
        meter(total - left)
        return left == 0

    with ProcessPool(office.settings.worker_count, office.settings.home, until_empty=True) as pool:
        work_until(parts, Stop(), done, others=pool.alive)
    meter.end()
    catch_up(parts.store, parts.index)
    office.upkeep.checkpoint()


def _remember(settings: Settings, passwords: dict[str, str], city: DemoCity) -> None:
    users = [
        {"name": user.name, "password": passwords[user.name], "title": user.title} for user in city.users
    ]
    record = {"made_at": now().isoformat(timespec="seconds"), "users": users}
    temporary = settings.home / f"{RECORD}.new"
    temporary.write_text(json.dumps(record, ensure_ascii=False, indent=1), "utf-8")
    temporary.replace(settings.home / RECORD)
    (settings.home / f"{RECORD}.draft").unlink(missing_ok=True)


def _summary(office: Office, settings: Settings) -> dict[str, object]:
    counts = office.papers.counts(LOCAL, "state", {})
    users = json.loads((settings.home / RECORD).read_text("utf-8"))["users"]
    return {
        "home": str(settings.home),
        "documents": sum(counts.values()),
        "states": counts,
        "years": office.auditing.years(LOCAL),
        "users": users,
    }
