"""The pdfium library, set up so that papers without embedded Chinese fonts can be shown."""

from __future__ import annotations

import contextlib
import ctypes
import mmap
from collections.abc import Iterator
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from archive.domain.errors import Unreadable
from indexer.toolkit.original import map_original

_PASSWORD, _SECURITY = 4, 5


@lru_cache(maxsize=1)
def pdfium() -> Any:
    """The raw bindings; the library is started once, with our fonts instead of the system's."""
    import pypdfium2
    import pypdfium2.raw as raw

    fonts = _font_folder()
    if fonts is not None:
        raw.FPDF_DestroyLibrary()  # the package has started it without fonts; nothing is open yet
        folder = ctypes.POINTER(ctypes.c_char)
        names = (folder * 2)(ctypes.cast(ctypes.c_char_p(str(fonts).encode()), folder), folder())
        config = raw.FPDF_LIBRARY_CONFIG(
            version=2, m_pUserFontPaths=names, m_pIsolate=None, m_v8EmbedderSlot=0
        )
        raw.FPDF_InitLibraryWithConfig(config)
        raw.qijuan_fonts = names  # must live as long as the library
    return pypdfium2.raw


def by_address(name: str, *kinds: Any, answer: Any) -> Any:
    """A function of the library whose first argument is an address.

    What is asked for every character or object of a page takes longer to wrap and check than to answer.
    """
    function = ctypes.cast(getattr(pdfium(), name), ctypes.c_void_p).value
    return ctypes.PYFUNCTYPE(answer, ctypes.c_void_p, *kinds)(function or 0)


def _font_folder() -> Path | None:
    spec = find_spec("pylopdf_fonts_zh_cn")
    return Path(spec.submodule_search_locations[0]) if spec and spec.submodule_search_locations else None


class PdfFile:
    """One open file; pages are loaded one at a time."""

    def __init__(self, handle: Any, keep: object) -> None:
        self.handle = handle
        self._keep = keep
        self.count = int(pdfium().FPDF_GetPageCount(handle))

    @contextlib.contextmanager
    def page(self, index: int) -> Iterator[Any]:
        """Raise Unreadable when the page cannot be loaded."""
        raw = pdfium()
        page = raw.FPDF_LoadPage(self.handle, index)
        if not page:
            raise Unreadable(code="damaged")
        try:
            yield page
        finally:
            raw.FPDF_ClosePage(page)

    def meta(self) -> dict[str, str]:
        """Title, author and dates as the file claims."""
        raw = pdfium()
        found = {}
        for key, name in (
            ("Title", "title"),
            ("Author", "author"),
            ("Producer", "producer"),
            ("CreationDate", "created"),
        ):
            length = raw.FPDF_GetMetaText(self.handle, key.encode(), None, 0)
            if 2 < length < 4096:
                buffer = ctypes.create_string_buffer(length)
                raw.FPDF_GetMetaText(self.handle, key.encode(), buffer, length)
                text = buffer.raw[: length - 2].decode("utf-16-le", "replace").strip()
                if text:
                    found[name] = text[:500]
        return found

    def close(self) -> None:
        pdfium().FPDF_CloseDocument(self.handle)


def open_path(path: Path, password: str | None) -> PdfFile:
    """Raise Unreadable: `password_protected`, or `damaged` when pdfium cannot make sense of it."""
    try:
        return _open(map_original(path), password)
    except ValueError as exc:
        raise Unreadable(code="empty_file") from exc


def open_bytes(data: bytes, password: str | None) -> PdfFile:
    return _open(bytearray(data), password)


def _open(data: mmap.mmap | bytearray, password: str | None) -> PdfFile:
    raw = pdfium()
    size = len(data)
    view = (ctypes.c_ubyte * size).from_buffer(data)
    handle = raw.FPDF_LoadMemDocument64(view, size, password.encode() if password else None)
    if not handle:
        error = raw.FPDF_GetLastError()
        raise Unreadable(code="password_protected" if error in {_PASSWORD, _SECURITY} else "damaged")
    return PdfFile(handle, view)
