"""Settings, read once at the start: environment first, then one TOML file, then defaults."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path

from archive.domain.document import Limits
from archive.domain.errors import Invalid

PREFIX = "QIJUAN_"
HOME = "qijuan-data"


@dataclass(frozen=True, slots=True)
class Settings:
    """Each field is `QIJUAN_<NAME>` in the environment and `<name>` in the TOML file."""

    home: Path = Path(HOME)
    database: str = ""
    """postgresql://user:password@host/database; empty = SQLite in the home."""
    blobs: str = ""
    """Store of originals: a folder, or s3://bucket/prefix?endpoint=URL&region=NAME with the keys in
    AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; empty = in the home."""
    cache_gb: int = 20
    """Local copies of originals that live in a bucket, in GiB."""
    part_mb: int = 64
    """Larger files go to a bucket in parts of this size, in MiB."""
    index: str = ""
    """Search engine URL; empty = embedded in the home."""
    tika: str = ""
    """Tika server URL for formats that our readers do not know; empty = such files wait as `needs_tika`."""
    queue: str = ""
    """Broker URL (redis:// or amqp://) that wakes workers on several machines; empty = they look themselves."""
    workers: int = 0
    """Worker processes; 0 = one per core."""
    host: str = "127.0.0.1"
    port: int = 8765
    site: str = ""
    """Address under which people reach the pages, for links in reports; empty = http://host:port."""
    rulebook: str = ""
    """Folder with changed rulebook files; empty = the packaged ones."""
    language: str = "zh"
    log_level: str = "WARNING"
    secure_cookies: bool = False
    """Set when the site is reached over HTTPS."""
    trusted_hosts: str = ""
    """Names the site answers to, separated by commas; empty = any."""
    trusted_proxies: str = ""
    """Addresses or networks of our own proxies, separated by commas: only theirs are X-Forwarded-For and -Proto."""
    max_waiting: int = 600
    """Requests that may wait for a thread; more are refused at once with 503 and Retry-After."""
    max_file_mb: int = 2048
    max_members: int = 50_000
    max_depth: int = 5
    max_ratio: int = 100
    max_expanded_gb: int = 20
    max_pages: int = 5_000
    parse_seconds: float = 60.0
    parse_memory_mb: int = 1024
    max_megapixels: int = 200
    origin: Mapping[str, str] = field(default_factory=dict)
    """Where each value came from, for `doctor`."""

    @property
    def database_url(self) -> str:
        return self.database or f"sqlite:///{self.home.absolute() / 'qijuan.db'}"

    @property
    def limits(self) -> Limits:
        return Limits(
            file_bytes=self.max_file_mb * 1024**2,
            members=self.max_members,
            depth=self.max_depth,
            ratio=self.max_ratio,
            expanded_bytes=self.max_expanded_gb * 1024**3,
            pages=self.max_pages,
            seconds=self.parse_seconds,
            memory_bytes=self.parse_memory_mb * 1024**2,
            pixels=self.max_megapixels * 1_000_000,
        )

    @property
    def worker_count(self) -> int:
        return self.workers or os.cpu_count() or 1


NAMES = tuple(f.name for f in fields(Settings) if f.name != "origin")


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Raise Invalid naming the setting that cannot be understood."""
    env = os.environ if environment is None else environment
    values: dict[str, object] = {}
    origin: dict[str, str] = {}
    for name, value in _from_file(env).items():
        values[name], origin[name] = value, "file"
    for name in NAMES:
        if PREFIX + name.upper() in env:
            values[name], origin[name] = env[PREFIX + name.upper()], "environment"
    converted = {name: _convert(name, value) for name, value in values.items()}
    return replace(Settings(origin=origin), **converted)  # type: ignore[arg-type]


def _from_file(env: Mapping[str, str]) -> dict[str, object]:
    home = Path(env.get(PREFIX + "HOME", HOME))
    named = env.get(PREFIX + "CONFIG")
    file = Path(named) if named else home / "qijuan.toml"
    if not file.is_file():
        if named:
            raise Invalid(named, code="setting_invalid", setting="QIJUAN_CONFIG", value=named)
        return {}
    try:
        read = tomllib.loads(file.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Invalid(str(error), code="setting_invalid", setting=str(file), value=str(error)) from error
    for name in read:
        if name not in NAMES:
            raise Invalid(name, code="setting_invalid", setting=name, value=str(read[name]))
    return read


def _convert(name: str, value: object) -> object:
    default = getattr(Settings(), name)
    try:
        if isinstance(default, bool):
            return str(value).strip().lower() in {"1", "true", "yes", "on"}
        if isinstance(default, Path):
            return Path(str(value)).expanduser()
        return type(default)(str(value))
    except ValueError as error:
        raise Invalid(name, code="setting_invalid", setting=name, value=str(value)) from error
