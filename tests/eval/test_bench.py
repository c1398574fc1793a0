"""Speed is measured as ratios within one run; what is slow comes out slower."""

from __future__ import annotations

import time
from pathlib import Path

from corpus.shipped import BRIEFS
from eval.bench import REFERENCE, machine, measure_ingest, measure_latency, systems_of
from ingest.encoder import HashingEncoder
from server.assembly import Workplace


def test_a_slower_system_has_a_ratio_above_one() -> None:
    systems = {REFERENCE: lambda _: time.sleep(0.001), "slow": lambda _: time.sleep(0.02)}
    quick, slow = measure_latency(systems, ["a", "b"], 2)
    assert (quick.ratio, slow.ratio > 2) == (1.0, True)
    assert slow.median_ms <= slow.p95_ms


def test_every_named_system_answers(workplace: Workplace) -> None:
    systems = systems_of(workplace.assistant)
    found = measure_latency(systems, ["What was LHSIA s. 27 about?"], 1)
    assert [latency.name for latency in found] == list(systems)
    assert {"BM25 alone", "vectors alone", "LlamaIndex retriever", "full answer"} < set(systems)


def test_an_incremental_ingest_is_a_share_of_a_full_one(tmp_path: Path) -> None:
    briefs = tmp_path / "briefs"
    for language in ("en", "fr"):
        (briefs / language).mkdir(parents=True)
        text = (BRIEFS / language / "timeline.md").read_text(encoding="utf-8")
        (briefs / language / "timeline.md").write_text(text, encoding="utf-8")
    times = measure_ingest(HashingEncoder(), tmp_path, briefs)
    assert times.passages > 50
    assert times.to_json()["ratios"]["unchanged"] < 1


def test_the_machine_is_named() -> None:
    assert machine()["cores"] >= 1
