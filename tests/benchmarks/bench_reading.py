"""How fast papers are read: against pypdfium2 asking for every character's box, and against RapidOCR as it comes.

Run with `python -m tests.benchmarks.bench_reading [--json] [--quick]`.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import tarfile
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pypdfium2
from PIL import Image

from archive.domain.document import Limits
from indexer.toolkit.sandbox import ConfinedReader
from tests.samples.reading import make

PAGES = 60
STATUTES = Path(__file__).parents[3] / "shared" / "data" / "search" / "statutes.tar.xz"


def every_box(data: bytes) -> float:
    """Pages a second of one core that reads text and the box of every character, and nothing else."""
    start = time.perf_counter()
    document = pypdfium2.PdfDocument(data)
    for page in document:
        layer = page.get_textpage()
        layer.get_text_range()
        for index in range(layer.count_chars()):
            layer.get_charbox(index)
        layer.close()
        page.close()
    pages = len(document)
    document.close()
    return pages / (time.perf_counter() - start)


def confined(data: bytes, pages: int, folder: Path, workers: int) -> float:
    """Pages a second of so many warm confined readers."""
    path = make.write(folder, "bench.pdf", data)
    readers = [ConfinedReader() for _ in range(workers)]
    try:
        for reader in readers:
            reader.read(path, path.name, Limits())
        start = time.perf_counter()
        with ThreadPoolExecutor(workers) as pool:
            list(pool.map(lambda reader: reader.read(path, path.name, Limits()), readers * 2))
        return 2 * workers * pages / (time.perf_counter() - start)
    finally:
        for reader in readers:
            reader.close()


def errors(read: str, truth: str) -> int:
    """Edit distance of the characters, blanks and widths aside."""
    one, other = (plain(text) for text in (read, truth))
    row = np.arange(len(other) + 1)
    codes = np.array([ord(char) for char in other])
    for number, char in enumerate(one, 1):
        changed = row[:-1] + (codes != ord(char))
        best = np.minimum(changed, row[1:] + 1)
        # insertions run along the row: the running minimum of (value - place) does them all at once
        line = np.concatenate(([number], best)) - np.arange(len(other) + 1)
        row = np.minimum.accumulate(line) + np.arange(len(other) + 1)
    return int(row[-1])


def plain(text: str) -> str:
    return "".join(text.translate(str.maketrans("，。：；（）！？〔〕", ",.:;()!?[]")).split())


def scans(count: int) -> list[tuple[Image.Image, str]]:
    """Degraded scans of letters and ledgers, with what is written on them."""
    prose = make.render(make.typst_pdf("\n\n".join([make.PROSE] * 4)), 200)
    table = make.render(make.table_pdf(1, 1), 200)
    words = "能源消费统计表指标名称计量单位本年实际全年一季度二季度三季度四季度" + "".join(
        "".join(row) for row in make.ROWS
    )
    samples = []
    for number in range(count):
        picture, truth = (prose, make.PROSE * 4) if number % 2 == 0 else (table, words)
        picture = picture.copy()
        make.seal(picture, (int(picture.width * 0.6), int(picture.height * 0.3)), 150)
        slant = (0.0, 1.4, -0.9, 2.2)[number % 4]
        samples.append(
            (
                make.scanned(
                    picture,
                    slant=slant,
                    noise=10 + 3 * number,
                    blur=0.5 + 0.1 * (number % 3),
                    shade=25,
                    seed=number,
                ),
                truth,
            )
        )
    return samples


def statutes(count: int, seed: int) -> list[str]:
    """Passages of public statutes that nobody here wrote; none where they are not at hand."""
    if not STATUTES.exists():
        return []
    chance, found = random.Random(seed), []
    with tarfile.open(STATUTES) as box:
        members = sorted((m for m in box.getmembers() if m.name.endswith(".md")), key=lambda m: m.name)
        for member in chance.sample(members, count * 3):
            file = box.extractfile(member)
            text = file.read().decode("utf-8", "replace") if file else ""
            lines = [line.strip(" #*_") for line in text.splitlines() if "[" not in line and "<" not in line]
            passage = "".join(line for line in lines if len(line) > 12)[:700]
            if len(passage) == 700:
                found.append(passage)
    return found[:count]


def unseen(count: int, seed: int = 4711) -> list[tuple[Image.Image, str]]:
    """Scans that the reader was not tuned on: statutes in two type faces, sizes, columns, and chance numbers."""
    chance, samples = random.Random(seed), []
    for number, text in enumerate(statutes(count, seed)):
        size, columns = chance.choice((9, 10.5, 12, 14)), chance.choice((1, 1, 2))
        numbers = [
            f"{chance.uniform(0, 10 ** chance.randint(1, 6)):,.{chance.randint(0, 4)}f}" for _ in range(24)
        ]
        cells = "".join(f"[{value}]," for value in numbers)
        source = (
            f"#set text(size: {size}pt, weight: {chance.choice((400, 700))})\n#set page(columns: {columns})\n"
        )
        body = "".join(f"\\{char}" if char in '#$*_@<>[]`~=-+/\\"' else char for char in text)
        page = make.render(
            make.typst_pdf(f"{source}{body}\n\n#table(columns: 4, {cells})"), chance.choice((150, 200, 300))
        )
        scan = make.scanned(
            page, slant=chance.uniform(-2, 2), noise=chance.uniform(4, 24), blur=chance.uniform(0.2, 0.9),
            shade=chance.randint(0, 40), seed=seed + number,
        )  # fmt: skip
        samples.append((scan, text + "".join(numbers)))
    return samples


def recognition(folder: Path, samples: list[tuple[Image.Image, str]]) -> dict[str, float]:
    """Pages a minute and character errors in per cent, ours and theirs, one thread each."""
    count, paths = len(samples), []
    for number, (picture, _) in enumerate(samples):
        paths.append(folder / f"{number}.jpg")
        picture.save(paths[-1], quality=60)
    letters = sum(len(plain(truth)) for _, truth in samples)
    with ConfinedReader() as reader:
        reader.read(paths[0], "warm.jpg", Limits())
        start = time.perf_counter()
        ours = [reader.read(path, path.name, Limits()).pages[0].text for path in paths]
        our_time = time.perf_counter() - start
    from rapidocr import RapidOCR

    theirs = RapidOCR(
        params={"EngineConfig.onnxruntime.intra_op_num_threads": 1, "Global.log_level": "critical"}
    )
    theirs(str(paths[0]))
    start = time.perf_counter()
    default = ["".join(theirs(str(path)).txts or ()) for path in paths]
    their_time = time.perf_counter() - start
    return {
        "ours_pages_per_minute": round(60 * count / our_time, 2),
        "rapidocr_pages_per_minute": round(60 * count / their_time, 2),
        "ratio": round(their_time / our_time, 2),
        "ours_cer_percent": round(
            100 * sum(errors(a, t) for a, (_, t) in zip(ours, samples, strict=True)) / letters, 3
        ),
        "rapidocr_cer_percent": round(
            100 * sum(errors(a, t) for a, (_, t) in zip(default, samples, strict=True)) / letters, 3
        ),
    }


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--json", action="store_true")
    options.add_argument("--quick", action="store_true", help="fewer pages")
    chosen = options.parse_args()
    pages = 20 if chosen.quick else PAGES
    results: dict[str, dict[str, float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for name, data in (("plain", make.prose_pdf(pages)), ("ruled", make.table_pdf(pages, 3))):
            base = every_box(data)
            rate = confined(data, pages, Path(folder), min(2, os.cpu_count() or 1))
            results[name] = {
                "ours": round(rate, 1),
                "pypdfium2": round(base, 1),
                "ratio": round(rate / base, 2),
            }
        results["recognition"] = recognition(Path(folder), scans(4 if chosen.quick else 8))
        if fresh := unseen(4 if chosen.quick else 12):
            results["recognition_unseen"] = recognition(Path(folder), fresh)
    if chosen.json:
        json.dump(results, sys.stdout, ensure_ascii=False, indent=1)
        return
    for name, values in results.items():
        print(name, "  ".join(f"{key} {value}" for key, value in values.items()))


if __name__ == "__main__":
    main()
