"""Files of the rulebook: which there are, what they say, and on which line."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import yaml

PACKAGED = Path(__file__).resolve().parents[2] / "schemas"
SINGLE = (
    "archives",
    "calendar",
    "calibers",
    "causes",
    "coefficients",
    "departments",
    "doctypes",
    "indicators",
    "metering",
    "rules",
    "sources",
    "units",
)
FOLDERS = ("checklists", "scoring")
Place = tuple[str | int, ...]
"""Keys and positions that lead to a value inside a file."""
_Loader: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake, before it is known on which line it stands."""

    file: str
    place: Place
    code: str
    text: str


@dataclass(slots=True)
class Source:
    """All files of a rulebook by their name below `schemas/`, with contents and mistakes of reading."""

    paths: dict[str, Path]
    data: dict[str, object] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)
    mistakes: list[Mistake] = field(default_factory=list)

    @property
    def hash(self) -> str:
        """One digest over names and bytes of every file."""
        lines = "".join(f"{name} {digest}\n" for name, digest in sorted(self.digests.items()))
        return hashlib.sha256(lines.encode()).hexdigest()


class _Strict(_Loader):  # type: ignore[misc, valid-type]
    """Refuses what YAML would silently swallow: a key written twice."""

    doubled: list[tuple[str, int]]

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[object, object]:
        made: dict[object, object] = super().construct_mapping(node, deep=deep)
        if len(made) != len(node.value):
            seen: set[object] = set()
            for key, _ in node.value:
                if key.value in seen:
                    self.doubled.append((str(key.value), key.start_mark.line + 1))
                seen.add(key.value)
        return made


def find(path: Path | None) -> dict[str, Path]:
    """Name -> file; a custom folder (or one file of it) replaces packaged files of the same name."""
    found = _files(PACKAGED)
    if path is None:
        return found
    if path.is_file():
        found[_name_of(path)] = path
    else:
        found.update(_files(path))
    return found


def _files(folder: Path) -> dict[str, Path]:
    found = {p.name: p for p in sorted(folder.glob("*.yaml"))}
    for name in FOLDERS:
        found.update({f"{name}/{p.name}": p for p in sorted((folder / name).glob("*.yaml"))})
    return found


def _name_of(path: Path) -> str:
    """Which file of the rulebook a lone file stands for, by what it contains."""
    try:
        data = yaml.load(path.read_bytes(), Loader=_Loader)  # noqa: S506 - a safe loader
    except (yaml.YAMLError, UnicodeDecodeError):
        data = None
    if isinstance(data, dict) and "entity_type" in data:
        return f"checklists/{data['entity_type']}.yaml"
    if isinstance(data, dict) and "items" in data:
        return f"scoring/{path.name}"
    return path.name


def read(path: Path | None) -> Source:
    """Parse every file; mistakes are collected, not raised."""
    source = Source(find(path))
    for name, file in source.paths.items():
        try:
            raw = file.read_bytes()
        except OSError as exc:
            source.mistakes.append(Mistake(name, (), "not_readable", str(exc.strerror)))
            continue
        source.digests[name] = hashlib.sha256(raw).hexdigest()
        _parse(source, name, raw)
    return source


def _parse(source: Source, name: str, raw: bytes) -> None:
    doubled: list[tuple[str, int]] = []
    try:
        loader = _Strict(raw)
        loader.doubled = doubled
        try:
            source.data[name] = loader.get_single_data()
        finally:
            loader.dispose()
    except (yaml.YAMLError, UnicodeDecodeError) as exc:
        mark = getattr(exc, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        text = str(getattr(exc, "problem", None) or exc)
        source.mistakes.append(Mistake(name, (f"line {line}",), "not_yaml", text))
        return
    source.mistakes.extend(
        Mistake(name, (f"line {line}", key), "double_key", f"{key} is written twice") for key, line in doubled
    )


def where(source: Source, mistake: Mistake) -> str:
    """`file:line field` of a mistake; the line is looked up only now, because mistakes are rare."""
    place = mistake.place
    if place and isinstance(place[0], str) and place[0].startswith("line "):
        line, place = int(place[0][5:]), place[1:]
    else:
        line = _line(source.paths.get(mistake.file), place)
    dotted = field_name(place)
    return f"{mistake.file}:{line} {dotted}".rstrip()


def field_name(place: Sequence[str | int]) -> str:
    """`items[3].documents[0]`."""
    text = ""
    for part in place:
        text += f"[{part}]" if isinstance(part, int) else f".{part}"
    return text.removeprefix(".")


def _line(file: Path | None, place: Place) -> int:
    if file is None:
        return 1
    try:
        node = yaml.compose(file.read_bytes(), Loader=_Loader)
    except (OSError, yaml.YAMLError):
        return 1
    line = 1
    for part in place:
        child = _child(node, part)
        if child is None:
            break
        mark, node = child
        line = mark.line + 1
    return line


def _child(node: yaml.Node | None, part: str | int) -> tuple[yaml.Mark, yaml.Node] | None:
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        return node.value[part].start_mark, node.value[part]
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if str(key.value) == str(part) or (key.tag.endswith(":bool") and str(part) in {"True", "False"}):
                return key.start_mark, value
    return None


def mapping(value: object) -> Mapping[str, object]:
    """*value* where it is a mapping, otherwise nothing."""
    return value if isinstance(value, dict) else {}


def sequence(value: object) -> Sequence[object]:
    """*value* where it is a list, otherwise nothing."""
    return value if isinstance(value, list) else ()
