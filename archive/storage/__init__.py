"""Keeping: the database (SQLAlchemy) and the originals (files or a bucket)."""

from archive.storage.blobs import LocalBlobs
from archive.storage.opening import Blobs, open_blobs
from archive.storage.store import SqlStore, Transaction

__all__ = ["Blobs", "LocalBlobs", "SqlStore", "Transaction", "open_blobs"]
