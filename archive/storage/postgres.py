"""What PostgreSQL has to be told so that it keeps the promises which SQLite keeps by being one file.

One writer at a time: a write transaction begins with an advisory lock, so that receipt numbers and the custody
chain have neither gaps nor forks, and whatever a service has read is still true when it writes. Readers never
wait: each sees one consistent snapshot.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event

from archive.domain.errors import client_of
from archive.domain.search import Scope

BUSY_SECONDS = 30
IDLE_SECONDS = 600
"""A writer whose machine vanished gives the lock back after so long at most."""
WRITER = 0x7169_6A75
MARK = "\x1f"
REPLACEMENT = "\ufffd"
"""What stands for U+0000, which PostgreSQL keeps in no text."""
_SESSION = (
    f"-c idle_in_transaction_session_timeout={IDLE_SECONDS}s -c timezone=UTC"
    " -c tcp_keepalives_idle=30 -c tcp_keepalives_interval=10 -c tcp_keepalives_count=3"
)
_TOLD = {
    "connect_timeout": 5,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "application_name": "qijuan",
}
_BY_STATE = {
    "40001": "database_locked",
    "40P01": "database_locked",
    "55P03": "database_locked",
    "57014": "database_locked",
    "53100": "disk_full",
    "25006": "read_only",
    "42P01": "database_damaged",
    "XX001": "database_damaged",
    "XX002": "database_damaged",
}
_DOWN = ("08", "28", "3D", "53", "57", "58", "25P03", "42501")
"""Classes of states in which the server cannot serve us: connection, password, database, room, shutdown, disk."""


def speaks(url: URL) -> bool:
    return url.drivername.split("+")[0] in ("postgresql", "postgres")


def open_engine(url: URL) -> Engine:
    """`postgresql://` means psycopg as well: no other driver is tried."""
    with client_of("psycopg"):
        engine = create_engine(
            url.set(drivername="postgresql+psycopg"),
            isolation_level="READ COMMITTED",
            pool_pre_ping=True,
            pool_size=8,
            max_overflow=24,
            connect_args={**_TOLD, "options": _SESSION},
        )
    event.listen(engine, "connect", _insist_on_durability)
    event.listen(engine, "begin", _begin)
    event.listen(engine, "before_cursor_execute", _without_nul, retval=True)
    return engine


OPTIONS: dict[bool, dict[str, Any]] = {
    False: {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True},
    True: {"isolation_level": "READ COMMITTED", "postgresql_readonly": False},
}
"""By whether the transaction writes."""


def _insist_on_durability(connection: Any, _record: object) -> None:
    # what was acknowledged must survive the server's power; stronger settings than ours are left alone
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('synchronous_commit', 'on', false)"
            " WHERE current_setting('synchronous_commit') = 'off'"
        )
    connection.commit()


def _begin(connection: Connection) -> None:
    options = connection.get_execution_options()
    if options.get("write"):
        connection.exec_driver_sql(
            f"SELECT set_config('lock_timeout', '{BUSY_SECONDS}s', true), pg_advisory_xact_lock({WRITER})"
        )
    scope = options.get("scope")
    if isinstance(scope, Scope) and not scope.everything:
        codes = MARK + MARK.join(sorted(scope.entities))
        connection.exec_driver_sql("SELECT set_config('qijuan.scope', %s, true)", (codes,))


def _without_nul(
    _connection: Connection, _cursor: object, statement: str, parameters: Any, _context: object, _many: bool
) -> tuple[str, Any]:
    if isinstance(parameters, dict):
        return statement, _cleaned(parameters)
    if isinstance(parameters, list):
        return statement, [_cleaned(row) if isinstance(row, dict) else row for row in parameters]
    return statement, parameters


def _cleaned(row: dict[str, Any]) -> dict[str, Any]:
    for name, value in row.items():
        if isinstance(value, str) and "\0" in value:
            row = {**row, name: value.replace("\0", REPLACEMENT)}
    return row


def trouble(error: BaseException) -> str | None:
    """The code of a failure that lies with the server or its load; None when the statement itself is wrong."""
    state = getattr(error, "sqlstate", None)
    if state is None:  # the connection broke, or never was
        return "database_unavailable"
    if state in _BY_STATE:
        return _BY_STATE[state]
    return "database_unavailable" if state.startswith(_DOWN) else None


def is_too_large(error: BaseException) -> bool:
    """A number from outside that no column can hold."""
    return getattr(error, "sqlstate", None) == "22003"


def is_standby(connection: Connection) -> bool:
    """A copy that follows another server takes no uploads."""
    return bool(connection.exec_driver_sql("SELECT pg_is_in_recovery()").scalar())


@dataclass(frozen=True, slots=True)
class Server:
    """What an administrator wants to know of the server."""

    version: int
    """As the server counts: 150016 for 15.16."""
    shown: str
    encoding: str
    durable: bool
    """Whether a commit survives the loss of power."""
    behind_wall: bool
    """False for a role that row level security does not hold."""


def describe(connection: Connection) -> Server:
    row = connection.exec_driver_sql(
        "SELECT current_setting('server_version_num')::int, current_setting('server_version'),"
        " current_setting('server_encoding'),"
        " current_setting('fsync') = 'on' AND current_setting('full_page_writes') = 'on',"
        " (SELECT NOT rolsuper AND NOT rolbypassrls FROM pg_roles WHERE rolname = current_user)"
    ).one()
    return Server(*row)


def catch_up_sequences(connection: Connection) -> None:
    """After rows were copied in with their numbers: the next number follows the highest."""
    found = connection.exec_driver_sql(
        "SELECT table_name, column_name, pg_get_serial_sequence(quote_ident(table_name), column_name)"
        " FROM information_schema.columns WHERE table_schema = current_schema()"
        " AND column_default LIKE 'nextval(%%'"
    ).all()
    for table, column, sequence in found:
        connection.exec_driver_sql(
            f'SELECT setval(%s, GREATEST((SELECT coalesce(max("{column}"), 0) FROM "{table}"), 1),'  # noqa: S608 - names come from the catalogue
            f' EXISTS (SELECT 1 FROM "{table}"))',
            (sequence,),
        )
