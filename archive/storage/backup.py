"""Backups: one tar with the database snapshot, the originals it names, the secret, and a manifest of hashes."""

from __future__ import annotations

import contextlib
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

from archive.domain.errors import Conflict, NotFound, Unavailable
from archive.failpoints import fail_point
from archive.ports import BlobStore
from archive.storage.store import SqlStore

MANIFEST = "manifest.json"
DATABASE = "qijuan.db"
CHUNK = 1 << 20
_EXTRAS = ("secret", "custody.checkpoint", "qijuan.toml")


def backup(
    home: Path,
    store: SqlStore,
    blobs: BlobStore,
    target: Path,
    progress: Callable[[int, int], None] | None = None,
) -> int:
    """Write *target* while others go on uploading; returns the number of originals in it.

    The snapshot comes first: originals are write-once, so everything that it names stays there to be copied.
    """
    temporary = target.with_name(f".{target.name}.part")
    try:
        with tempfile.TemporaryDirectory(dir=home, prefix="backup-") as scratch:
            beside = _small_files(
                home, Path(scratch)
            )  # first: a checkpoint newer than the snapshot would accuse it
            snapshot = Path(scratch) / DATABASE
            store.copy_to(snapshot)
            fail_point("backup.snapshot")
            originals = _originals(snapshot)
            with temporary.open("wb") as out:
                _write(out, [snapshot, *beside], (blobs, originals), progress)
                out.flush()
                fail_point("backup.before_fsync")
                os.fsync(out.fileno())
        fail_point("backup.before_rename")
        temporary.replace(target)
        fail_point("backup.after_rename")
    except NotFound as error:
        temporary.unlink(missing_ok=True)
        raise Unavailable(str(error), code="source_damaged") from error
    except OSError as error:  # without a number: an original that is shorter than it was
        temporary.unlink(missing_ok=True)
        raise Unavailable(str(error), code="disk_full" if error.errno else "source_damaged") from error
    return len(originals)


def _small_files(home: Path, scratch: Path) -> list[Path]:
    """Copies of what lies beside the database; a server that runs writes some of it anew every second."""
    found = []
    for name in _EXTRAS:
        with contextlib.suppress(FileNotFoundError):
            found.append(Path(shutil.copy2(home / name, scratch / name)))
    return found


def _originals(snapshot: Path) -> list[tuple[str, int]]:
    copy = SqlStore(f"sqlite:///{snapshot}")
    try:
        with copy.read() as tx:
            return list(tx.documents.originals())
    finally:
        copy.close()


def _write(
    out: io.BufferedWriter,
    small: list[Path],
    kept: tuple[BlobStore, list[tuple[str, int]]],
    progress: Callable[[int, int], None] | None,
) -> None:
    blobs, originals = kept
    files = {file.name: _hash(file) for file in small}
    files |= {f"originals/{digest[:2]}/{digest[2:4]}/{digest}": digest for digest, _ in originals}
    sizes = dict(originals)
    manifest = {"made_at": datetime.now(UTC).isoformat(timespec="seconds"), "version": 1, "files": files}
    data = json.dumps(manifest, indent=1).encode()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as tar:
        info = tarfile.TarInfo(MANIFEST)
        info.size = len(data)
        tar.addfile(info, io.BytesIO(data))
        for number, name in enumerate(files, 1):
            if number <= len(small):
                tar.add(small[number - 1], arcname=name, recursive=False)
            else:
                digest = files[name]
                info = tarfile.TarInfo(name)
                info.size, info.mode = sizes[digest], 0o440
                with blobs.open(digest) as stream:
                    tar.addfile(info, stream)
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
    fail_point("restore.unpacked")
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
    fail_point("restore.moved_in")
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
