"""The folder outside the project where obtained servers stay, one maker at a time."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

from tests.servers.absent import Absent

_MAVEN_GET = (
    "org.apache.maven.plugins:maven-dependency-plugin:2.8:get"  # later ones insist on parent projects
)
_MAVEN_SECONDS = 900
_GO_SECONDS = 1800


def folder() -> Path:
    """`QIJUAN_TEST_CACHE`, else the user's cache folder."""
    named = os.environ.get("QIJUAN_TEST_CACHE")
    if named:
        return Path(named)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "qijuan-servers"


def kept(name: str, make: Callable[[Path], None]) -> Path:
    """What is cached under *name*; *make* fills a new place, which counts only when it is complete."""
    place = folder() / name
    if place.exists():
        return place
    place.parent.mkdir(parents=True, exist_ok=True)
    with (place.parent / f"{name}.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not place.exists():
            with tempfile.TemporaryDirectory(dir=place.parent) as unfinished:
                make(Path(unfinished) / name)
                (Path(unfinished) / name).rename(place)
    return place


def maven_file(artifact: str, packaging: str, sha256: str) -> tuple[Path, bool]:
    """The file of `group:name:version` in Maven's own repository, checked, and whether it is new there."""
    group, name, version = artifact.split(":")
    file = (
        Path(_local_repository()) / group.replace(".", "/") / name / version / f"{name}-{version}.{packaging}"
    )
    new = not file.is_file()
    if new:
        _fetch(f"{artifact}:{packaging}")
    if not file.is_file():
        raise Absent(f"mvn did not put {artifact} where it keeps its files ({file})")
    with file.open("rb") as stream:
        if hashlib.file_digest(stream, "sha256").hexdigest() != sha256:
            raise Absent(f"{file} is not the {artifact} that was reviewed: its SHA-256 differs")
    return file, new


def _local_repository() -> str:
    settings = Path.home() / ".m2" / "settings.xml"
    if settings.is_file():
        _, found, rest = settings.read_text("utf-8").partition("<localRepository>")
        if found:
            return rest.partition("</localRepository>")[0].strip()
    return str(Path.home() / ".m2" / "repository")


def _fetch(artifact: str) -> None:
    maven = shutil.which("mvn")
    if maven is None:
        raise Absent(f"{artifact} is not cached, and there is no mvn to get it")
    where = f"-Dmaven.repo.local={_local_repository()}"
    command = [maven, "-B", "-q", _MAVEN_GET, f"-Dartifact={artifact}", "-Dtransitive=false", where]
    _run(command, _MAVEN_SECONDS, artifact)


def go_program(package: str, version: str) -> Path:
    """A program built by `go install`, which checks sources against Go's own checksum database."""
    name = package.rpartition("/")[2]

    def build(place: Path) -> None:
        go = shutil.which("go")
        if go is None:
            raise Absent(f"{name} is not cached, and there is no go to build it")
        place.mkdir()
        _run([go, "install", f"{package}@{version}"], _GO_SECONDS, name, {"GOBIN": str(place), "GOFLAGS": ""})

    return kept(f"{name}-{version}", build) / name


def unzipped(file: Path, inner: str, place: Path) -> None:
    """The folder *inner* of a zip as *place*, readable by every user."""
    with zipfile.ZipFile(file) as packed:
        for info in packed.infolist():
            _, found, rest = info.filename.partition(f"/{inner}/")
            target = place / rest
            if not found or info.is_dir() or ".." in target.parts:
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            with packed.open(info) as source, target.open("wb") as out:
                shutil.copyfileobj(source, out)
            target.chmod((info.external_attr >> 16 & 0o777 or 0o644) | 0o644)
    for found_folder in (place, *(path for path in place.rglob("*") if path.is_dir())):
        found_folder.chmod(0o755)


def debian(package: str, find: Callable[[], Path | None]) -> Path:
    """The program that *find* names; installed as a Debian package when we may."""
    if found := find():
        return found
    apt = shutil.which("apt-get")
    if apt is None or os.geteuid() != 0:
        raise Absent(f"{package} is not installed (as root on Debian: apt-get install {package})")
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    command = [apt, "install", "-y", "-q", "--no-install-recommends", package]
    try:
        _run(command, _MAVEN_SECONDS, package, quiet)
    except Absent:
        _run([apt, "update", "-q"], _MAVEN_SECONDS, package, quiet)
        _run(command, _MAVEN_SECONDS, package, quiet)
    found = find()
    if found is None:
        raise Absent(f"{package} was installed but its program is not there")
    return found


def _run(command: list[str], seconds: float, what: str, more: dict[str, str] | None = None) -> None:
    try:
        done = subprocess.run(
            command,
            env={**os.environ, **(more or {})},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise Absent(f"{what}: {command[0]} took longer than {seconds:.0f} s") from error
    if done.returncode:
        raise Absent(f"{what}: {command[0]} failed: {(done.stdout + done.stderr)[-600:].strip()}")
