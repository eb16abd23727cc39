"""The confined child: builds walls around itself, then reads the files it is handed, one after the other.

Run as `python -m indexer.toolkit.confined FD READINGS`, where READINGS names the module that offers
`parse_file` and `page_image`, or `parts`; it is named and not imported so that tools never depend on parsers.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import socket
import sys
import sysconfig
from pathlib import Path
from types import ModuleType

from archive.domain.errors import NotFound, Unreadable
from indexer.toolkit import effort, frames, heap, walls
from indexer.toolkit.original import handed

_PAGE_SIZE = os.sysconf("SC_PAGE_SIZE")
_SYSTEM = ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/etc/ld.so.cache", "/dev/null", "/dev/urandom")
_FACTS = ("/proc/cpuinfo", "/proc/meminfo", "/sys/devices/system/cpu", "/usr/share/zoneinfo")


class _Memory:
    """Reads the size of this process from a descriptor opened before the walls stood."""

    def __init__(self) -> None:
        self._descriptor = os.open("/proc/self/statm", os.O_RDONLY | os.O_CLOEXEC)

    def sizes(self) -> tuple[int, int]:
        """(address space, resident) in bytes."""
        fields = os.pread(self._descriptor, 100, 0).split()
        return int(fields[0]) * _PAGE_SIZE, int(fields[1]) * _PAGE_SIZE


class _Child:
    def __init__(self, channel: socket.socket, readings: ModuleType, memory: _Memory) -> None:
        self._channel = channel
        self._readings = readings
        self._memory = memory

    def serve(self) -> None:
        while (request := frames.receive_ask(self._channel)) is not None:
            ask, descriptor = request
            try:
                frames.send(self._channel, self._answer(ask, descriptor))
            finally:
                os.close(descriptor)

    def _answer(self, ask: frames.Ask, descriptor: int) -> frames.Answer:
        base = self._memory.sizes()[0]
        walls.allow_memory(base + ask.limits.memory_bytes)
        walls.allow_seconds(ask.limits.seconds)
        effort.begin()
        effort.watch(lambda pages, recognised: self._tell(ask, base, pages, recognised))
        path = handed(descriptor)
        try:
            return self._work(ask, path)
        except Unreadable as exc:
            words = {key: str(value) for key, value in exc.args_by_name.items()}
            return frames.Failed("unreadable", exc.code, words, self._rss())
        except NotFound as exc:
            return frames.Failed("not_found", exc.code, {}, self._rss())
        except MemoryError:
            return frames.Failed("unreadable", "out_of_memory", {}, self._rss())
        except RecursionError:
            return frames.Failed("unreadable", "damaged", {"error": "RecursionError"}, self._rss())
        except Exception as exc:  # noqa: BLE001 - whatever a library throws ends this file only
            return frames.Failed("unreadable", "damaged", {"error": type(exc).__name__}, self._rss())

    def _work(self, ask: frames.Ask, path: Path) -> frames.Answer:
        if ask.page:
            data = self._readings.page_image(
                path, ask.name, ask.page, ask.width, ask.limits, ask.password, ask.rotation
            )
            return frames.Picture(data, self._rss())
        if ask.parts:
            for name, data in self._readings.parts(path):
                frames.send(self._channel, frames.Part(name, data))
            return frames.Taken(self._rss())
        content = self._readings.parse_file(path, ask.name, ask.limits, ask.password)
        return frames.Parsed(content, self._rss())

    def _tell(self, ask: frames.Ask, base: int, pages: int, recognised: int) -> None:
        limits = ask.limits
        if recognised:
            walls.allow_memory(base + limits.ocr_memory_bytes)
        walls.allow_seconds(
            limits.seconds + pages * limits.seconds_per_page + recognised * limits.ocr_seconds_per_page
        )
        frames.send(self._channel, frames.Effort(pages, recognised))

    def _rss(self) -> int:
        return self._memory.sizes()[1]


def _readable(readings: ModuleType) -> list[Path]:
    """The interpreter, its packages and our own code: nothing that anybody filed."""
    folders = {Path(value) for key, value in sysconfig.get_paths().items() if key.endswith(("lib", "stdlib"))}
    folders |= {
        Path(entry) for entry in sys.path if entry.endswith(("site-packages", "dist-packages", "lib-dynload"))
    }
    folders.add(Path(sys.base_prefix) / "lib")
    for name in ("indexer", "archive", readings.__name__.partition(".")[0]):
        spec = importlib.util.find_spec(name)
        folders |= (
            {Path(place) for place in (spec.submodule_search_locations or ()) if spec} if spec else set()
        )
    return [*folders, *map(Path, (*_SYSTEM, *_FACTS))]


def main(descriptor: int, name: str) -> None:
    channel = socket.socket(fileno=descriptor)
    readings = importlib.import_module(name)
    memory = _Memory()
    heap.settle()
    frames.send(channel, frames.Ready(walls.build(_readable(readings))))
    _Child(channel, readings, memory).serve()


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
