"""Tables of the archive. Migrations in `migrations/` create them; nothing else does."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Float,
    ForeignKey,
    Index,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy import Integer as _SmallInteger

Integer = BigInteger().with_variant(_SmallInteger(), "sqlite")
"""Eight bytes everywhere: SQLite's integers are that wide by themselves, and number rows only under this name."""

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

meta = Table("meta", metadata, Column("key", String, primary_key=True), Column("value", Text, nullable=False))

entities = Table(
    "entities",
    metadata,
    Column("code", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("parent", String, index=True),
    Column("aliases", Text, nullable=False, default="[]"),
    Column("attributes", Text, nullable=False, default="{}"),
)

users = Table(
    "users",
    metadata,
    Column("name", String, primary_key=True),
    Column("display", String, nullable=False, default=""),
    Column("role", String, nullable=False),
    Column("entity", String),
    Column("password", String, nullable=False),
    Column("one_time", Boolean, nullable=False, default=False),
    Column("disabled", Boolean, nullable=False, default=False),
    Column("session_epoch", Integer, nullable=False, default=0),
    Column("created_at", DateTime, nullable=False),
)

tokens = Table(
    "tokens",
    metadata,
    Column("digest", String, primary_key=True),
    Column("user", ForeignKey("users.name"), nullable=False, index=True),
    Column("created_at", DateTime, nullable=False),
)

originals = Table(
    "originals",
    metadata,
    Column("sha256", String, primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("stored_at", DateTime, nullable=False),
)

receipts = Table(
    "receipts",
    metadata,
    Column("id", String, primary_key=True),
    Column("actor", String, nullable=False),
    Column("at", DateTime, nullable=False),
    Column("closed", Boolean, nullable=False, default=False),
    Column("entity", String),
    Column("year", Integer),
    Column("idempotency_key", String),
    UniqueConstraint("actor", "idempotency_key"),
)

receipt_files = Table(
    "receipt_files",
    metadata,
    Column("receipt", ForeignKey("receipts.id"), primary_key=True),
    Column("n", Integer, primary_key=True),
    Column("path", Text, nullable=False),
    Column("sha256", String),
    Column("document", Integer, index=True),
    Column("outcome", String, nullable=False),
    Column("reason", String),
    Column("reused", Integer),
    Column("size", BigInteger, nullable=False, default=0),
)

documents = Table(
    "documents",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("sha256", ForeignKey("originals.sha256"), nullable=False, index=True),
    Column("filing_key", String, nullable=False, unique=True),
    Column("path", Text, nullable=False),
    Column("state", String, nullable=False, index=True),
    Column("reason", String),
    Column("entity", String),
    Column("year", Integer),
    Column("doctype", String),
    Column("doctype_confidence", Float, nullable=False, default=0.0),
    Column("number", String),
    Column("date", Date),
    Column("issuer", String),
    Column("title", Text),
    Column("period", String),
    Column("language", String),
    Column("media_type", String),
    Column("pages", Integer, nullable=False, default=0),
    Column("blank_pages", Integer, nullable=False, default=0),
    Column("doubtful_pages", Integer, nullable=False, default=0),
    Column("unreadable_pages", Integer, nullable=False, default=0),
    Column("notes", Text, nullable=False, default="[]"),
    Column("declared_entity", String),
    Column("declared_year", Integer),
    Column("declared_doctype", String),
    Column("corrections", Text, nullable=False, default="{}"),
    Column("withdrawn", Text),
    Column("receipt", String, index=True),
    Column("received_at", DateTime, nullable=False),
    Column("facts", LargeBinary),
    Column("unlock", LargeBinary),
    Column("rev", Integer, nullable=False, default=0),
    Column("indexed_rev", Integer, nullable=False, default=-1),
    Index("ix_documents_entity_year", "entity", "year"),
)

pages = Table(
    "pages",
    metadata,
    Column("document", ForeignKey("documents.id"), primary_key=True),
    Column("page", Integer, primary_key=True),
    Column("state", String, nullable=False),
    Column("confidence", Float, nullable=False),
    Column("reason", String),
    Column("text", Text, nullable=False),
    Column("layout", LargeBinary, nullable=False),
)

jobs = Table(
    "jobs",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("kind", String, nullable=False),
    Column("document", ForeignKey("documents.id"), nullable=False, index=True),
    Column("state", String, nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("token", String, nullable=False, default=""),
    Column("owner", String),
    Column("lease_until", DateTime),
    Column("reason", String),
    Column("created_at", DateTime, nullable=False),
    Column("started_at", DateTime),
    Column("finished_at", DateTime),
    Index("ix_jobs_state_id", "state", "id"),
)

dossiers = Table(
    "dossiers",
    metadata,
    Column("entity", String, primary_key=True),
    Column("year", Integer, primary_key=True),
    Column("rev", Integer, nullable=False, default=0),
)

hand_ins = Table(
    "hand_ins",
    metadata,
    Column("entity", String, primary_key=True),
    Column("year", Integer, primary_key=True),
    Column("actor", String, nullable=False),
    Column("at", DateTime, nullable=False),
)

verdicts = Table(
    "verdicts",
    metadata,
    Column("entity", String, primary_key=True),
    Column("year", Integer, primary_key=True),
    Column("contradiction", String, primary_key=True),
    Column("rule", String, nullable=False),
    Column("verdict", String, nullable=False),
    Column("note", Text, nullable=False),
    Column("actor", String, nullable=False),
    Column("at", DateTime, nullable=False),
)

synonyms = Table(
    "synonyms",
    metadata,
    Column("label", String, primary_key=True),
    Column("indicator", String),
    Column("actor", String, nullable=False),
    Column("at", DateTime, nullable=False),
)

standings = Table(
    "standings",
    metadata,
    Column("entity", String, primary_key=True),
    Column("year", Integer, primary_key=True),
    Column("basis", String, nullable=False),
    Column("result", LargeBinary, nullable=False),
)

decisions = Table(
    "decisions",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("entity", String, nullable=False),
    Column("year", Integer, nullable=False),
    Column("requirement", String, nullable=False),
    Column("period", String, nullable=False),
    Column("state", String, nullable=False),
    Column("reason", Text, nullable=False),
    Column("actor", String, nullable=False),
    Column("at", DateTime, nullable=False),
    UniqueConstraint("entity", "year", "requirement", "period"),
)

matches = Table(
    "matches",
    metadata,
    Column("document", ForeignKey("documents.id"), primary_key=True),
    Column("requirement", String, primary_key=True),
    Column("accepted", Boolean, nullable=False),
    Column("actor", String, nullable=False),
    Column("at", DateTime, nullable=False),
)

changes = Table(
    "changes",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("actor", String, nullable=False),
    Column("at", DateTime, nullable=False),
    Column("verb", String, nullable=False),
    Column("subject", String, nullable=False, index=True),
    Column("before", Text, nullable=False),
    Column("after", Text, nullable=False),
    Column("reason", Text),
    Column("undone_at", DateTime),
)

lessons = Table(
    "lessons",
    metadata,
    Column("document", ForeignKey("documents.id"), primary_key=True),
    Column("title", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("doctype", String, nullable=False),
)

runs = Table(
    "runs",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("year", Integer, nullable=False, index=True),
    Column("at", DateTime, nullable=False),
    Column("actor", String, nullable=False),
    Column("as_of", Date, nullable=False),
    Column("entity", String),
    Column("checklists", Text, nullable=False),
    Column("rulebook", String, nullable=False),
    Column("summary", Text, nullable=False),
    Column("unassigned", Text, nullable=False, default="[]"),
)

run_results = Table(
    "run_results",
    metadata,
    Column("run", ForeignKey("runs.id"), primary_key=True),
    Column("entity", String, primary_key=True),
    Column("result", LargeBinary, nullable=False),
)

custody = Table(
    "custody",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("at", String, nullable=False),
    Column("actor", String, nullable=False),
    Column("verb", String, nullable=False),
    Column("subject", String, nullable=False, index=True),
    Column("details", Text, nullable=False),
    Column("prev", String, nullable=False),
    Column("hash", String, nullable=False),
)
