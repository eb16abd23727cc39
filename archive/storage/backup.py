"""Backups: one tar with the database snapshot, the originals it names, the secret, and a manifest of hashes."""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import tarfile
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from archive.domain.errors import Conflict, Invalid, Unavailable
from archive.failpoints import fail_point
from archive.storage.store import SqlStore

MANIFEST = "manifest.json"
DATABASE = "qijuan.db"
CHUNK = 1 << 20
_EXTRAS = ("secret", "custody.checkpoint", "qijuan.toml")


def backup(
    home: Path, store: SqlStore, target: Path, progress: Callable[[int, int], None] | None = None
) -> int:
    """Write *target* while others go on uploading; returns the number of originals in it.

    The snapshot comes first: originals are write-once, so everything that it names stays there to be copied.
    """
    if not store.url.startswith("sqlite"):
        raise Invalid(store.url.split(":")[0], code="backup_by_database")
    temporary = target.with_name(f".{target.name}.part")
    try:
        with tempfile.TemporaryDirectory(dir=home, prefix="backup-") as scratch:
            snapshot = Path(scratch) / DATABASE
            store.copy_to(snapshot)
            fail_point("backup.snapshot")
            originals = _originals(snapshot)
            with temporary.open("wb") as out:
                _write(out, home, snapshot, originals, progress)
                out.flush()
                os.fsync(out.fileno())
        fail_point("backup.before_rename")
        temporary.replace(target)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise Unavailable(str(error), code="disk_full") from error
    return len(originals)


def _originals(snapshot: Path) -> list[tuple[str, int]]:
    copy = SqlStore(f"sqlite:///{snapshot}")
    try:
        with copy.read() as tx:
            return list(tx.documents.originals())
    finally:
        copy.close()


def _write(
    out: io.BufferedWriter,
    home: Path,
    snapshot: Path,
    originals: list[tuple[str, int]],
    progress: Callable[[int, int], None] | None,
) -> None:
    files = {DATABASE: _hash(snapshot)}
    files |= {name: _hash(home / name) for name in _EXTRAS if (home / name).is_file()}
    files |= {f"originals/{digest[:2]}/{digest[2:4]}/{digest}": digest for digest, _ in originals}
    manifest = {"made_at": datetime.now(UTC).isoformat(timespec="seconds"), "version": 1, "files": files}
    data = json.dumps(manifest, indent=1).encode()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as tar:
        info = tarfile.TarInfo(MANIFEST)
        info.size = len(data)
        tar.addfile(info, io.BytesIO(data))
        for number, name in enumerate(files, 1):
            source = snapshot if name == DATABASE else home / name
            tar.add(source, arcname=name, recursive=False)
            if progress:
                progress(number, len(files))


def unpack(source: Path, scratch: Path) -> None:
    """Unfold a backup into *scratch* and compare every file with the manifest; raise Unavailable(`backup_damaged`)."""
    try:
        with tarfile.open(source) as tar:
            tar.extractall(scratch, filter="data")
        manifest = json.loads((scratch / MANIFEST).read_text("utf-8"))
        wanted: dict[str, str] = manifest["files"]
    except (OSError, EOFError, ValueError, KeyError, tarfile.TarError) as error:
        raise Unavailable(str(error), code="backup_damaged", file=source.name) from error
    for name, digest in wanted.items():
        file = scratch / name
        if not file.is_file() or _hash(file) != digest:
            raise Unavailable(name, code="backup_damaged", file=source.name, part=name)
    (scratch / MANIFEST).unlink()
    (scratch / "originals" / "incoming").mkdir(parents=True, exist_ok=True)


def put_in_place(scratch: Path, home: Path) -> Path | None:
    """Swap the proven copy in; what was there is kept beside under a dated name, which is returned."""
    kept: Path | None = None
    if home.exists():
        kept = home.with_name(f"{home.name}.before-{datetime.now(UTC).strftime('%Y%m%dT%H%M%S')}")
        if kept.exists():
            raise Conflict(str(kept), code="conflict")
        home.rename(kept)
    fail_point("restore.moved_away")
    scratch.rename(home)
    return kept


def scratch_beside(home: Path) -> Path:
    """A fresh folder on the same file system, so that putting it in place is one rename."""
    home.parent.mkdir(parents=True, exist_ok=True)
    return Path(tempfile.mkdtemp(dir=home.parent, prefix=f".{home.name}.restore-"))


def discard(scratch: Path) -> None:
    shutil.rmtree(scratch, ignore_errors=True)


def _hash(file: Path) -> str:
    digest = hashlib.sha256()
    with file.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
