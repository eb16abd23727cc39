"""Rows that name each other: which of them name something that is not there, and what can be worked out again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Column, Connection, Select, String, delete, func, select, update

from archive.storage.documents import Documents, document_id, document_number, filing_key
from archive.storage.judgement import run_id
from archive.storage.tables import (
    decisions,
    documents,
    dossiers,
    entities,
    hand_ins,
    jobs,
    lessons,
    matches,
    originals,
    pages,
    receipts,
    run_results,
    runs,
    standings,
    tokens,
    users,
)

_NAMES = (
    ("paper_of_nobody", documents.c.entity, entities.c.code, documents.c.id),
    ("decision_of_nobody", decisions.c.entity, entities.c.code, decisions.c.entity),
    ("hand_in_of_nobody", hand_ins.c.entity, entities.c.code, hand_ins.c.entity),
    ("verdict_of_nobody", standings.c.entity, entities.c.code, standings.c.entity),
    ("account_of_nobody", users.c.entity, entities.c.code, users.c.name),
    ("job_without_paper", jobs.c.document, documents.c.id, jobs.c.id),
    ("page_without_paper", pages.c.document, documents.c.id, pages.c.document),
    ("match_without_paper", matches.c.document, documents.c.id, matches.c.document),
    ("lesson_without_paper", lessons.c.document, documents.c.id, lessons.c.document),
    ("original_row_lost", documents.c.sha256, originals.c.sha256, documents.c.sha256),
    ("receipt_lost", documents.c.receipt, receipts.c.id, documents.c.receipt),
    ("result_without_run", run_results.c.run, runs.c.id, run_results.c.run),
    ("token_of_nobody", tokens.c.user, users.c.name, tokens.c.user),
)
"""(code, column, what it names, what to call the row)"""
_NUMBERED = {documents.c.id, pages.c.document, matches.c.document, lessons.c.document}


class Agreement:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def strays(self) -> Iterator[tuple[str, str]]:
        """(code, subject) of every row that names something which is not there."""
        for code, column, target, shown in _NAMES:
            yield from self._lost(code, column, target, shown)
        yield from self._misnumbered()
        yield from self._untouched_dossiers()
        yield from self._wrong_keys()

    def _lost(
        self, code: str, column: Column[Any], target: Column[Any], shown: Column[Any]
    ) -> Iterator[tuple[str, str]]:
        lost = select(shown).where(column.is_not(None), column.not_in(select(target)))
        if isinstance(column.type, String):
            lost = lost.where(column != "")
        for (value,) in self._connection.execute(lost.distinct().order_by(shown)):
            yield code, document_id(value) if shown in _NUMBERED else str(value)

    def _misnumbered(self) -> Iterator[tuple[str, str]]:
        """Pages count 1, 2, 3 without a gap."""
        page = pages.c.page
        query = select(pages.c.document).group_by(pages.c.document)
        query = query.having((func.min(page) != 1) | (func.max(page) != func.count())).order_by(
            pages.c.document
        )
        for (document,) in self._connection.execute(query):
            yield "pages_misnumbered", document_id(document)

    def _untouched_dossiers(self) -> Iterator[tuple[str, str]]:
        """Papers whose dossier counts no change: kept verdicts about it could be older than they are."""
        year = func.coalesce(documents.c.year, 0)
        query: Select[Any] = (
            select(documents.c.entity, year)
            .outerjoin(dossiers, (dossiers.c.entity == documents.c.entity) & (dossiers.c.year == year))
            .where(documents.c.entity.is_not(None), dossiers.c.entity.is_(None))
            .distinct()
            .order_by(documents.c.entity, year)
        )
        for entity, number in self._connection.execute(query):
            yield "dossier_uncounted", f"{entity}/{number}"

    def _wrong_keys(self) -> Iterator[tuple[str, str]]:
        """A filing key that is not what the filing says would let the same upload in twice, or keep another out."""
        columns = (documents.c.id, documents.c.filing_key, documents.c.sha256, documents.c.withdrawn)
        query = select(*columns, documents.c.declared_entity, documents.c.declared_year)
        for row in self._connection.execute(query.order_by(documents.c.id)):
            if row.filing_key.partition("#")[0] != filing_key(
                row.sha256, row.declared_entity, row.declared_year
            ):
                yield "filing_key_wrong", document_id(row.id)

    def names(self, sha256: str) -> bool:
        """Whether any document is made of these bytes."""
        query = select(documents.c.id).where(documents.c.sha256 == sha256).limit(1)
        return self._connection.execute(query).first() is not None

    def texts(self) -> Iterator[tuple[str, int, str, str]]:
        """(document, page, state, text) of every page, page after page."""
        query = select(pages.c.document, pages.c.page, pages.c.state, pages.c.text)
        for row in self._connection.execute(
            query.order_by(pages.c.document, pages.c.page).execution_options(
                yield_per=200
            )  # never all at once
        ):
            yield document_id(row.document), row.page, row.state, row.text

    def runs(self) -> dict[str, int]:
        """Audit run -> number of results kept."""
        query = (
            select(runs.c.id, func.count(run_results.c.run))
            .outerjoin(run_results, run_results.c.run == runs.c.id)
            .group_by(runs.c.id)
        )
        return {run_id(row[0]): row[1] for row in self._connection.execute(query)}

    def put_right(self, code: str, subject: str) -> bool:
        """False when this kind cannot be put right from rows alone."""
        if code == "job_without_paper":
            self._connection.execute(delete(jobs).where(jobs.c.id == int(subject)))
        elif code == "page_without_paper":
            self._connection.execute(delete(pages).where(pages.c.document == document_number(subject)))
        elif code == "verdict_of_nobody":
            self._connection.execute(delete(standings).where(standings.c.entity == subject))
        elif code == "dossier_uncounted":
            entity, _, year = subject.rpartition("/")
            Documents(self._connection).touch(entity, int(year) or None)
            self._connection.execute(delete(standings).where(standings.c.entity == entity))
        elif code == "filing_key_wrong":
            return self._rekey(subject)
        else:
            return False
        return True

    def _rekey(self, subject: str) -> bool:
        mine = documents.c.id == document_number(subject)
        freed = update(documents).where(mine).values(filing_key=f"#{subject}")
        self._connection.execute(freed)
        head = Documents(self._connection).get(subject)
        return Documents(self._connection).rekey(
            subject, release=head is not None and head.withdrawn is not None
        )
