"""What the migrations make is what the program expects."""

from __future__ import annotations

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from archive.storage import SqlStore
from archive.storage.tables import metadata


def test_migrations_end_at_the_tables_of_the_program(store: SqlStore) -> None:
    """No table, column or index differs, and the newest revision is reached."""
    has, needs = store.revision()
    with store.read() as tx:
        differences = compare_metadata(MigrationContext.configure(tx.connection), metadata)

    assert has == needs
    assert differences == []
