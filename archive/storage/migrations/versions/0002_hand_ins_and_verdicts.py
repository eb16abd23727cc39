"""Dossiers handed in, what people said about contradictions, and labels they explained."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    with op.batch_alter_table("dossiers") as dossiers:
        dossiers.drop_column("locked_by")
    op.create_table(
        "hand_ins",
        sa.Column("entity", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("entity", "year", name=op.f("pk_hand_ins")),
    )
    op.create_table(
        "verdicts",
        sa.Column("contradiction", sa.String(), nullable=False),
        sa.Column("entity", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("entity", "year", "contradiction", name=op.f("pk_verdicts")),
    )
    op.create_table(
        "synonyms",
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("indicator", sa.String(), nullable=True),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("label", name=op.f("pk_synonyms")),
    )


def downgrade() -> None:
    op.drop_table("synonyms")
    op.drop_table("verdicts")
    op.drop_table("hand_ins")
    with op.batch_alter_table("dossiers") as dossiers:
        dossiers.add_column(sa.Column("locked_by", sa.String(), nullable=True))
