"""Writes the visible text of HTML into a page: blocks as lines, tables as tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from lxml import etree, html

from archive.domain.content import Cell
from indexer.toolkit.charset import clean
from indexer.toolkit.composing import PageText

_DROPPED = frozenset(
    {
        "script",
        "style",
        "noscript",
        "template",
        "head",
        "object",
        "iframe",
        "svg",
        "math",
        "select",
        "textarea",
    }
)
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "br",
        "caption",
        "center",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
_BLANKS = re.compile(r"[ \t\r\n\f\v\u200b]+")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_SILENT = re.compile(r"<(script|style|head)\b.*?</\1\s*>|<!--.*?-->", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_MOST_SPAN = 1000


def write(text: str, page: PageText) -> str:
    """Write the page's text; answer with its title."""
    text = clean(text)
    root = tree(text)
    if root is None:
        page.line(_stripped(text))  # nested beyond all reason: the words without their order of boxes
        return ""
    titles = root.xpath("//title/text()")
    body = root.find(".//body")
    write_element(body if body is not None else root, page)
    return _BLANKS.sub(" ", str(titles[0])).strip()[:500] if isinstance(titles, list) and titles else ""


def tree(text: str) -> html.HtmlElement | None:
    """The page as a tree; None for what is no page or nested beyond all reason."""
    parser = html.HTMLParser(no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    root = _root(text, parser)
    return None if root is None or any("depth" in entry.message for entry in parser.error_log) else root


def write_element(element: etree._Element, page: PageText) -> None:
    """Write what is visible inside *element*."""
    _Writer(page).children(element)


def _stripped(text: str) -> str:
    lines = _TAG.sub("\n", _SILENT.sub("", text)).split("\n")
    return "\n".join(line for line in (_BLANKS.sub(" ", unescape(line)).strip() for line in lines) if line)


def _root(text: str, parser: html.HTMLParser) -> html.HtmlElement | None:
    try:
        return html.document_fromstring(_DECLARATION.sub("", text), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


class _Writer:
    def __init__(self, page: PageText) -> None:
        self._page = page
        self._line: list[str] = []

    def children(self, root: etree._Element) -> None:
        """Walk without recursion: hostile pages nest a million deep."""
        self._text(root.text)
        stack: list[Iterator[etree._Element]] = [iter(root)]
        open_elements: list[etree._Element] = []
        while stack:
            inner = next(stack[-1], None)
            if inner is None:
                stack.pop()
                if open_elements:
                    done = open_elements.pop()
                    self._edge(done)
                    self._text(done.tail)
                continue
            name = inner.tag if isinstance(inner.tag, str) else ""
            if not name or name in _DROPPED or _unseen(inner):
                self._text(inner.tail)
            elif name == "table" and not inner.xpath(".//table"):
                self.flush()
                self._table(inner)
                self._text(inner.tail)
            else:
                self._edge(inner)
                self._text(inner.text)
                stack.append(iter(inner))
                open_elements.append(inner)
        self.flush()

    def _edge(self, element: etree._Element) -> None:
        if element.tag in _BLOCKS:
            self.flush()

    def _text(self, text: str | None) -> None:
        if text:
            self._line.append(text)

    def flush(self) -> None:
        line = _BLANKS.sub(" ", "".join(self._line)).strip()
        self._line.clear()
        if line:
            self._page.line(line)

    def _table(self, table: etree._Element) -> None:
        caption = " ".join(_words(c) for c in table.iter("caption")) or None
        if caption:
            self._page.line(caption)
        rows: list[list[Cell]] = []
        taken: set[tuple[int, int]] = set()
        for number, row in enumerate(table.iter("tr")):
            column = 0
            line = []
            for place in row:
                if place.tag not in {"td", "th"}:
                    continue
                while (number, column) in taken:
                    column += 1
                high, wide = _span(place.get("rowspan")), _span(place.get("colspan"))
                if high > 1:
                    taken |= {
                        (r, c) for r in range(number, number + high) for c in range(column, column + wide)
                    }
                line.append(Cell(number, column, _words(place), high, wide))
                column += wide
            rows.append(line)
        self._page.table([row for row in rows if row], caption)


def _span(text: str | None) -> int:
    return min(max(int(text), 1), _MOST_SPAN) if text and text.strip().isdigit() and len(text) < 8 else 1


def _words(element: etree._Element) -> str:
    pieces: list[str] = []
    for event, inner in etree.iterwalk(element, events=("start", "end")):
        if inner.tag in _DROPPED:
            if event == "end" and inner is not element:
                pieces.append(inner.tail or "")
            continue
        if event == "start":
            pieces.append("\n" if inner.tag in _BLOCKS and inner is not element else "")
            if not any(above.tag in _DROPPED for above in inner.iterancestors()):
                pieces.append(inner.text or "")
        elif inner is not element:
            pieces.append(inner.tail or "")
    lines = "".join(pieces).split("\n")
    return "\n".join(line for line in (_BLANKS.sub(" ", line).strip() for line in lines) if line)


def _unseen(element: etree._Element) -> bool:
    style = (element.get("style") or "").replace(" ", "").lower()
    return "display:none" in style or element.get("hidden") is not None
