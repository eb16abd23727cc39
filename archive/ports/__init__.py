"""What the archive needs from outside, and what it is promised."""

from archive.ports.outside import (
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
