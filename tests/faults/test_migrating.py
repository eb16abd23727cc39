"""A home of an older program is brought up to date, or left as it was."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from alembic import command

from archive.domain.errors import Unavailable
from archive.settings import Settings
from archive.storage import SqlStore
from archive.storage import database as databases
from webui.context import Office
from webui.homes import create_home


@pytest.fixture
def old_home(settings: Settings) -> Settings:
    """A home with the tables of the first release."""
    create_home(settings)
    engine = databases.open_engine(settings.database_url)
    command.downgrade(databases._config(engine), "0001")
    engine.dispose()
    return settings


def _revision(settings: Settings) -> str:
    with sqlite3.connect(settings.home / "qijuan.db") as connection:
        return str(connection.execute("SELECT version_num FROM alembic_version").fetchone()[0])


def _opens(settings: Settings) -> None:
    Office.open(settings).close()


def test_an_older_home_is_upgraded_and_its_former_database_kept(old_home: Settings) -> None:
    """Opening it brings the tables up to date; the accounts are still there, and a copy stands beside."""
    office = Office.open(old_home)
    try:
        has, needs = office.parts.store.revision()
        with office.parts.store.read() as tx:
            assert tx.accounts.get("admin") is not None
    finally:
        office.close()
    assert has == needs
    copy = SqlStore(f"sqlite:///{old_home.home / f'before-{needs}.db'}")
    assert copy.revision()[0] == "0001"
    copy.close()


def test_nobody_upgrades_a_home_that_others_use(settings: Settings) -> None:
    """The upgrade waits until servers and workers have stopped."""
    create_home(settings)
    office = Office.open(settings)
    try:
        engine = databases.open_engine(settings.database_url)
        command.downgrade(databases._config(engine), "0001")
        engine.dispose()
        with pytest.raises(Unavailable) as refused:
            _opens(settings)
    finally:
        office.close()
    assert refused.value.code == "home_busy"
    assert _revision(settings) == "0001"


def test_a_home_of_a_newer_program_is_refused(settings: Settings) -> None:
    """An old program never writes into tables that it does not know."""
    create_home(settings)
    with sqlite3.connect(settings.home / "qijuan.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(Unavailable) as refused:
        _opens(settings)
    assert refused.value.code == "database_newer"


def test_an_interrupted_upgrade_changes_nothing(old_home: Settings) -> None:
    """Killed in the last moment of a migration, the home has its old shape, and the next start upgrades it."""
    script = "from archive.settings import read_settings; from webui.context import Office; Office.open(read_settings())"
    env = {
        "QIJUAN_HOME": str(old_home.home),
        "QIJUAN_FAIL_POINTS": "migrate.before_commit=kill",
        "PATH": "/usr/bin:/bin",
    }
    killed = subprocess.run(
        [sys.executable, "-c", script], env=env, cwd=Path(__file__).parents[2], check=False
    )
    assert killed.returncode == -9
    assert _revision(old_home) == "0001"
    _opens(old_home)
    assert _revision(old_home) != "0001"
