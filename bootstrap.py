"""Makes `.venv` and installs pinned packages; runs on a bare Python 3.11+, with or without python3-venv.

Usage: python3 bootstrap.py [--tests] [--cluster]
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / ".installed"


def main() -> int:
    if sys.version_info < (3, 11):
        return fail("需要 Python 3.11 或更新版本。", "Debian/Ubuntu: apt install python3.11 python3.11-venv")
    tests = "--tests" in sys.argv
    extra = [name for flag, name in (("--tests", "test"), ("--cluster", "cluster")) if flag in sys.argv]
    locks = [ROOT / "requirements.lock", *(ROOT / f"requirements-{name}.lock" for name in extra)]
    if not PYTHON.exists() and not make_venv():
        return fail(
            "无法建立 .venv: 本机没有 python3-venv, 也没有 pip。",
            "请以管理员身份运行: apt install python3-venv    (或 python3-pip)",
        )
    fresh = fingerprint(locks)
    have = STAMP.read_text("utf-8").split() if STAMP.exists() else []
    if fresh not in have:
        for lock in locks:
            run_pip("install", "--require-hashes", "--no-deps", "-r", str(lock))
        run_pip("install", "--no-deps", "--no-build-isolation", "--editable", str(ROOT))
        STAMP.write_text(" ".join(dict.fromkeys([fresh, fingerprint(locks[:1])])), "utf-8")
    if tests:
        install_browser()
    return 0


def make_venv() -> bool:
    """`python3 -m venv`; without ensurepip an empty one, filled by the system's pip."""
    if (
        subprocess.run([sys.executable, "-m", "venv", str(VENV)], capture_output=True, check=False).returncode
        == 0
    ):
        return True
    shutil.rmtree(VENV, ignore_errors=True)
    bare = [sys.executable, "-m", "venv", "--without-pip", str(VENV)]
    if system_pip() and subprocess.run(bare, capture_output=True, check=False).returncode == 0:
        return True
    shutil.rmtree(VENV, ignore_errors=True)
    if apt("python3-venv", "python3-pip"):
        return subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=False).returncode == 0
    return False


def system_pip() -> bool:
    return (
        subprocess.run(
            [sys.executable, "-m", "pip", "--version"], capture_output=True, check=False
        ).returncode
        == 0
    )


def run_pip(*arguments: str) -> None:
    inside = (
        subprocess.run([str(PYTHON), "-m", "pip", "--version"], capture_output=True, check=False).returncode
        == 0
    )
    pip = [str(PYTHON), "-m", "pip"] if inside else [sys.executable, "-m", "pip", "--python", str(PYTHON)]
    subprocess.run([*pip, "--disable-pip-version-check", "--quiet", *arguments], check=True, cwd=ROOT)


def install_browser() -> None:
    """Browser tests drive a real Chromium; without one, and without the right to install it, they skip visibly."""
    if not any(shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome")):
        apt("chromium", "fonts-noto-cjk")


def apt(*packages: str) -> bool:
    """Install Debian packages when we are root on Debian."""
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return False
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-qq"], env=quiet, check=False, stdout=subprocess.DEVNULL)
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
    return subprocess.run(install, env=quiet, check=False, stdout=subprocess.DEVNULL).returncode == 0


def fingerprint(files: list[Path]) -> str:
    digest = hashlib.sha256((ROOT / "pyproject.toml").read_bytes())
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def fail(what: str, advice: str) -> int:
    print(f"{what}\n{advice}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    raise SystemExit(main())
