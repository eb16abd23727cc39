"""Damaged files: rebuilt by qpdf, or page by page from what pypdf still finds."""

from __future__ import annotations

import io
import logging
import warnings
from pathlib import Path

from archive.domain.errors import Unreadable
from indexer.parsers.pdf.library import PdfFile, open_bytes
from indexer.toolkit.original import open_original

_MOST = 256 << 20


def rebuilt(path: Path, password: str | None) -> PdfFile:
    """Raise Unreadable(`damaged`) when nothing helps, (`password_protected`) when only a password is missing."""
    for attempt in (_by_qpdf, _by_pypdf):
        data = attempt(path, password)
        if data:
            try:
                file = open_bytes(data, None)
            except Unreadable:
                continue
            if file.count:
                return file
            file.close()
    raise Unreadable(code="damaged")


def _by_qpdf(path: Path, password: str | None) -> bytes | None:
    import pikepdf

    out = io.BytesIO()
    try:
        with (
            open_original(path) as stream,
            pikepdf.open(stream, password=password or "", suppress_warnings=True) as pdf,
        ):
            if not len(pdf.pages):
                return None
            pdf.save(out)
    except pikepdf.PasswordError as exc:
        raise Unreadable(code="password_protected") from exc
    except (
        pikepdf.PdfError,
        OSError,
        ValueError,
        RuntimeError,
        TypeError,
        KeyError,
        AttributeError,
        IndexError,
    ):
        return None
    return out.getvalue() if out.tell() <= _MOST else None


def _by_pypdf(path: Path, password: str | None) -> bytes | None:
    """The pages that pypdf can still walk to."""
    import pypdf

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    out = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            with open_original(path) as stream:
                reader = pypdf.PdfReader(stream, strict=False, password=password)
                writer = pypdf.PdfWriter()
                for page in reader.pages:
                    writer.add_page(page)
                if not len(writer.pages):
                    return None
                writer.write(out)
        except MemoryError:
            raise
        except Exception:  # noqa: BLE001 - on damaged files it throws whatever its insides throw
            return None
    return out.getvalue()
