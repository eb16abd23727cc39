"""Every benchmark, one after the other: `python -m tests.benchmarks`."""

from __future__ import annotations

import subprocess
import sys

BENCHES = (
    "bench_reading",
    "bench_pipeline",
    "bench_search",
    "bench_search_cluster",
    "bench_crawler",
    "bench_audit",
    "bench_audit_store",
    "bench_figures",
    "bench_load",
)


def main() -> int:
    worst = 0
    for name in BENCHES:
        print(f"== {name}", flush=True)
        worst |= subprocess.run([sys.executable, "-m", f"tests.benchmarks.{name}"], check=False).returncode
    return worst


if __name__ == "__main__":
    raise SystemExit(main())
