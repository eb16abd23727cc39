"""What Click itself says around our commands is Chinese too."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import click
import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from tests.architecture.reference import FRAME, frame

OF_PROGRAMMERS = {
    "DeprecationWarning: The command {name!r} is deprecated.{extra_message}",
    "DeprecationWarning: The {param_type} {name!r} is deprecated.{extra_message}",
    "Value must be an iterable.",
    "Name '{name}' defined twice",
    "Boolean option {decl!r} cannot use the same flag for true/false.",
    "Could not determine name for option with declarations {decls!r}",
    "Arguments take exactly one parameter declaration, got {length}: {decls}.",
    (
        "No options defined but a name was passed ({name}). Did you mean to declare an argument instead? "
        "Did you mean to pass '--{name}'?"
    ),
    "Unknown color {colour!r}",
    "Unknown standard stream '{name}'",
}
"""Said only to whoever writes a command."""


def test_every_sentence_of_click_has_chinese_words() -> None:
    """A new version of Click with new sentences shows here."""
    catalogue = read_po(io.BytesIO(FRAME.read_bytes()))
    said = set()
    keywords = {"_": None, "ngettext": (1, 2)}
    folder = Path(click.__file__).parent
    for file, _, message, *_ in extract_from_dir(folder, keywords=keywords, strip_comment_tags=True):  # type: ignore[arg-type]
        if file not in ("_termui_impl.py", "_winconsole.py", "shell_completion.py"):
            said.add(message[0] if isinstance(message, tuple) else message)

    assert {s for s in said - OF_PROGRAMMERS if catalogue.get(s) is None or not catalogue[s].string} == set()


def test_the_compiled_words_are_those_of_the_source() -> None:
    assert FRAME.with_suffix(".mo").read_bytes() == frame(), "run: python -m tests.architecture.reference"


@pytest.mark.parametrize(
    ("call", "said"),
    [
        ("--help", "用法: qijuan"),
        ("show --help", "显示本说明。"),
        ("show", "缺少参数 'DOC'. 用法见 qijuan show --help。"),
        ("nothing", "没有命令 nothing。 用法见 qijuan --help。"),
        ("documents --year x", "'--year' 的值不对: x 不是数 (integer)。"),
        ("search q --order x", "没有 x, 可选: "),
        ("search q --limit -1", "-1 不在范围内"),
        ("show 1 2", "多出的参数: 2"),
    ],
)
def test_a_wrong_call_is_answered_in_chinese(call: str, said: str) -> None:
    """Whatever the locale of the terminal."""
    done = subprocess.run(
        [sys.executable, "-m", "webui.cli", *call.split()],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={"LANG": "C", "PATH": ""},
        check=False,
    )
    assert said in done.stdout + done.stderr
    assert done.returncode == (0 if "--help" in call else 2)
