"""The documentation is what the code is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.architecture.reference import DOCS, PAGES

ROOT = DOCS.parent


@pytest.mark.parametrize("name", PAGES)
def test_reference_pages_are_up_to_date(name: str) -> None:
    """Every command, setting, state, reason code, rule and kind is documented as it is."""
    assert (DOCS / name).read_text("utf-8") == PAGES[name](), "run: python -m tests.architecture.reference"


def test_links_between_documents_lead_somewhere() -> None:
    """No page of the documentation points at a file that is not there."""
    for page in (*DOCS.glob("*.md"), *ROOT.glob("*.md")):
        for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text("utf-8")):
            if "://" not in target:
                assert (page.parent / target).exists(), f"{page.name} -> {target}"


def test_lock_files_name_no_registry() -> None:
    """Versions are pinned with hashes, and no host stands in any lock."""
    for lock in ROOT.glob("requirements*.lock"):
        text = lock.read_text("utf-8")
        assert "://" not in text
        pinned = re.findall(r"^[a-z0-9].*==", text, re.MULTILINE)
        assert pinned
        assert len(re.findall(r"^[a-z0-9].*\\$", text, re.MULTILINE)) == len(pinned)


def test_no_dependency_is_gpl() -> None:
    """Licences of everything that is installed to run the product."""
    from importlib.metadata import PackageNotFoundError, metadata

    names = re.findall(
        r"^([a-z0-9][a-z0-9._-]*)==", (ROOT / "requirements.lock").read_text("utf-8"), re.MULTILINE
    )
    seen = 0
    for name in names:
        try:
            found = metadata(name)
        except PackageNotFoundError:
            continue  # pinned for another platform
        seen += 1
        words = " ".join([found.get("License-Expression") or "", *(found.get_all("Classifier") or [])])
        assert not re.search(
            r"\bA?GPL|General Public License",
            words.replace("LGPL", "").replace("Lesser General Public License", ""),
        ), name
    assert seen > 40


def test_every_page_of_docs_is_reachable_from_the_readme() -> None:
    """A newcomer finds everything from the first page."""
    seen: set[Path] = set()
    waiting = [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page in seen or not page.exists():
            continue
        seen.add(page)
        waiting += [
            (page.parent / t).resolve()
            for t in re.findall(r"\]\(([^)#]+\.md)", page.read_text("utf-8"))
            if "://" not in t
        ]
    assert {p.name for p in DOCS.glob("*.md")} <= {p.name for p in seen}
