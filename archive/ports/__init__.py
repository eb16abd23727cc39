"""What the archive needs from outside, and what it is promised."""

from archive.ports.outside import (
    BlobBatch,
    BlobStore,
    Describer,
    Member,
    Parser,
    Reader,
    SearchIndex,
    Sha256,
    Unpacker,
)
from archive.ports.storage import Store, Transaction

__all__ = [
    "BlobBatch",
    "BlobStore",
    "Describer",
    "Member",
    "Parser",
    "Reader",
    "SearchIndex",
    "Sha256",
    "Store",
    "Transaction",
    "Unpacker",
]
