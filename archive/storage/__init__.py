"""Keeping: the database (SQLAlchemy) and the originals (files)."""

from archive.storage.blobs import LocalBlobs
from archive.storage.store import SqlStore, Transaction

__all__ = ["LocalBlobs", "SqlStore", "Transaction"]
