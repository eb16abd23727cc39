"""Alembic environment: the engine is handed over by `archive.storage.database.migrate`."""

from __future__ import annotations

from alembic import context

from archive.failpoints import fail_point
from archive.storage.tables import metadata

engine = context.config.attributes["engine"]
with engine.connect().execution_options(write=True) as connection:
    # SQLite's DDL is transactional once we say BEGIN ourselves: an upgrade happens whole or not at all
    context.configure(
        connection=connection, target_metadata=metadata, render_as_batch=True, transactional_ddl=True
    )
    with context.begin_transaction():
        context.run_migrations()
        fail_point("migrate.before_commit")
