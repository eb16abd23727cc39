"""Writes the reference pages of docs/ from the code: `python -m tests.architecture.reference`."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import fields
from pathlib import Path

import click
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from archive import i18n, rulebook
from archive.audit.reasons import REASONS
from archive.domain.actor import RIGHTS
from archive.settings import NAMES, Settings
from webui.cli import COMMANDS, HELP, cli

DOCS = Path(__file__).resolve().parents[2] / "docs"
FRAME = DOCS.parent / "webui" / "locale" / "zh_CN" / "LC_MESSAGES" / "qijuan.po"
MADE = "This page is written by `python -m tests.architecture.reference`; a test compares it with the code.\n"


def table(heads: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    names = list(heads)
    lines = ["| " + " | ".join(names) + " |", "|" + "---|" * len(names)]
    lines += [
        "| " + " | ".join(str(cell).replace("|", "\\|").replace("\n", " ") for cell in row) + " |"
        for row in rows
    ]
    return "\n".join(lines) + "\n"


def errors() -> str:
    reasons = table(
        ("code", "中文", "办法", "English", "advice"),
        ((code, w.zh, w.advice_zh, w.en, w.advice_en) for code, w in i18n.REASONS.items()),
    )
    refused = table(
        ("code", "中文", "办法", "English", "advice"),
        ((code, w.zh, w.advice_zh, w.en, w.advice_en) for code, w in i18n.ERRORS.items()),
    )
    notes = table(("code", "中文", "English"), ((code, *words) for code, words in i18n.NOTES.items()))
    slots = table(
        ("code", "中文", "English", "补什么", "what would satisfy it"),
        ((code, w.zh, w.en, w.advice_zh, w.advice_en) for code, w in REASONS.items()),
    )
    return (
        f"# Codes\n\n{MADE}\n## Reasons of documents and pages\n\n{reasons}\n## Notes of documents\n\n"
        f"Notes are no failures; such a file may be `ready`.\n\n{notes}\n## Reasons of slots and matches\n\n{slots}\n"
        f"## Refusals\n\nThe API answers problem+json with `code`; the command line prints sentence and advice.\n\n{refused}"
    )


def states() -> str:
    return (
        f"# States and roles\n\n{MADE}\n## Documents\n\n"
        + table(("state", "中文", "English"), ((k, *v) for k, v in i18n.DOCUMENT_STATES.items()))
        + "\n## Pages\n\n"
        + table(("state", "中文", "English"), ((k, *v) for k, v in i18n.PAGE_STATES.items()))
        + "\n## Slots\n\n"
        + table(("state", "中文", "English", "mark"), ((k, *v) for k, v in i18n.SLOT_STATES.items()))
        + "\n## Who may do what\n\n"
        + table(
            ("verb", *RIGHTS),
            (
                (verb, *("yes" if verb in rights else "" for rights in RIGHTS.values()))
                for verb in sorted(set().union(*RIGHTS.values()))
            ),
        )
        + "\n`local` is whoever runs the command line on the machine itself.\n"
    )


def book() -> str:
    read = rulebook.load()
    kinds = table(
        ("id", "中文", "English", "used by"),
        ((d.id, d.name["zh"], d.name["en"], ", ".join(d.used_by)) for d in read.doctypes.values()),
    )
    from archive.audit.rules import RULES

    built = {code for code, _ in RULES}
    rules = table(
        ("id", "severity", "标题", "built"),
        ((r.id, r.severity, r.title, "yes" if r.id in built else "") for r in read.rules.values()),
    )
    lists = "".join(
        f"\n## {c.title['zh']} ({c.kind})\n\n"
        + table(
            ("id", "中文", "English", "points"),
            (
                (r.id, r.title["zh"], r.title["en"], r.points if r.points is not None else "")
                for r in c.requirements
            ),
        )
        for c in read.checklists.values()
    )
    return f"# Rulebook\n\n{MADE}\n## Kinds of documents\n\n{kinds}\n## Rules\n\n{rules}{lists}"


def commands() -> str:
    head = (
        f"# Commands\n\n{MADE}\nExit codes: 0 done; 1 unexpected; 2 usage; 3 done but something was rejected, "
        "damaged, or findings reach `--fail-on`; 4 backend unavailable.\n"
    )
    parts = [head]
    context = click.Context(cli)
    for name in COMMANDS:
        command = cli.get_command(context, name)
        assert command is not None
        parts.append(f"\n## qijuan {name}\n\n{HELP[name]}\n\n")
        subs = command.commands if isinstance(command, click.Group) else {}
        parts.append(_options(command))
        for sub, inner in subs.items():
            parts.append(f"\n### qijuan {name} {sub}\n\n{inner.help or ''}\n\n{_options(inner)}")
    return "".join(parts)


def _options(command: click.Command) -> str:
    rows = [
        (
            ", ".join(f"`{o}`" for o in (*p.opts, *p.secondary_opts))
            if isinstance(p, click.Option)
            else f"`{p.human_readable_name}`",
            getattr(p, "help", None) or "",
        )
        for p in command.params
    ]
    return table(("argument", "中文"), rows) if rows else ""


def settings() -> str:
    default = Settings()
    rows = [(f"`QIJUAN_{name.upper()}`", name, f"`{getattr(default, name)}`") for name in NAMES]
    assert {f.name for f in fields(Settings)} - set(NAMES) == {"origin"}
    return (
        f"# Settings\n\n{MADE}\nEnvironment first, then `qijuan.toml` in the home (or the file that `QIJUAN_CONFIG` names), "
        "then the default. `workers` 0 means one a core; an empty `database` is SQLite in the home.\n\n"
        + table(("environment", "in the file", "default"), rows)
    )


def frame() -> bytes:
    """The compiled words of the command line's frame."""
    compiled = io.BytesIO()
    write_mo(compiled, read_po(io.BytesIO(FRAME.read_bytes())))
    return compiled.getvalue()


PAGES = {
    "errors.md": errors,
    "states.md": states,
    "rulebook.md": book,
    "commands.md": commands,
    "settings.md": settings,
}


def main() -> None:
    for name, write in PAGES.items():
        (DOCS / name).write_text(write(), "utf-8")
    FRAME.with_suffix(".mo").write_bytes(frame())


if __name__ == "__main__":
    main()
