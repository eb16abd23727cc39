"""On PostgreSQL: wide integers, text compared as SQLite does, and rows hidden from readers of another entity."""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"

_OPEN = "coalesce(current_setting('qijuan.scope', true), '') = ''"
_SEEN = "entity = ANY (string_to_array(current_setting('qijuan.scope', true), E'\\x1f'))"
_POLICIES = {  # no word of these comes from outside
    "documents": f"{_OPEN} OR {_SEEN}",
    "receipts": f"{_OPEN} OR {_SEEN}",
    "pages": f"{_OPEN} OR EXISTS (SELECT 1 FROM documents d WHERE d.id = pages.document)",  # noqa: S608
    "receipt_files": f"{_OPEN} OR EXISTS (SELECT 1 FROM receipts r WHERE r.id = receipt_files.receipt)",  # noqa: S608
}
"""A transaction that names no scope is the program's own; one on behalf of a person names his entities."""
_EACH_COLUMN = """
DO $$ DECLARE c record; BEGIN
  FOR c IN SELECT table_name AS t, string_agg(format('ALTER COLUMN %I TYPE %s', column_name, wanted), ', ') AS todo
    FROM (SELECT table_name, column_name,
            CASE data_type WHEN 'integer' THEN 'bigint' WHEN 'text' THEN 'text COLLATE "C"'
                           ELSE 'varchar COLLATE "C"' END AS wanted
          FROM information_schema.columns
          WHERE table_schema = current_schema() AND table_name <> 'alembic_version'
            AND data_type IN ('integer', 'text', 'character varying')) AS found
    GROUP BY table_name
  LOOP EXECUTE format('ALTER TABLE %I %s', c.t, c.todo); END LOOP;
  FOR c IN SELECT sequence_name AS t FROM information_schema.sequences WHERE sequence_schema = current_schema()
  LOOP EXECUTE format('ALTER SEQUENCE %I AS bigint', c.t); END LOOP;
END $$
"""


def upgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    op.execute(_EACH_COLUMN)
    for table, condition in _POLICIES.items():
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")  # the owner reads through it as well
        op.execute(f"CREATE POLICY scope ON {table} USING ({condition})")


def downgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    for table in _POLICIES:
        op.execute(f"DROP POLICY scope ON {table}")
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
