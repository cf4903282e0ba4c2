"""Two hundred at once, good and hostile: every good one is answered, nothing is left behind."""

from __future__ import annotations

import asyncio
import gc
import random
from pathlib import Path

import httpx
import pytest

from tests.web.asking import run


def requests(samples: Path, count: int) -> list[tuple[str, bytes, bool]]:
    """Return name, content and whether it is good, mixed but always the same."""
    chance = random.Random(7)  # noqa: S311
    good = [(path.name, path.read_bytes()) for path in sorted(samples.glob("*.csv"))]
    full = good[0][1]
    found = []
    for number in range(count):
        if number % 2:
            name, data = good[number // 2 % len(good)]
            found.append((name, data, True))
            continue
        data = chance.choice(
            [
                b"%PDF-1.7 " + chance.randbytes(2000),
                chance.randbytes(20_000),
                b"",
                b"analyte,value,unit\n" + b"," * 50_000,
                b'"' * 30_000,
                full[: chance.randrange(len(full))] + b'"',
                b"patient_id,analyte,value,unit\n" + b"x,urine_calcium,9e999,mg/d\n" * 400,
                "patient_id,analyte,value,unit\n\u202e<script>,=1+1,\u0663,mg".encode(),
            ]
        )
        found.append((f"{number}/../<b>.csv", data, False))
    return found


async def send_all(site: str, mixed: list[tuple[str, bytes, bool]]) -> list[httpx.Response]:
    limits = httpx.Limits(max_connections=200)
    async with httpx.AsyncClient(base_url=site, timeout=180, limits=limits) as client:
        asked = [
            client.post("/review", files={"files": (name, data)}, headers={"Origin": site})
            for name, data, _ in mixed
        ]
        return await asyncio.gather(*asked)


def resident() -> int:
    """Return the memory this process holds [byte]; the page runs in it."""
    pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[1]
    return int(pages) * 4096


Answers = list[tuple[tuple[str, bytes, bool], httpx.Response]]


@pytest.fixture(scope="module")
def answered(site: str, samples: Path) -> Answers:
    """Two hundred requests at once and their answers."""
    mixed = requests(samples, 200)
    return list(zip(mixed, run(send_all(site, mixed)), strict=True))


def test_two_hundred_at_once_are_all_answered(answered: Answers) -> None:
    for (name, _, good), answer in answered:
        assert answer.status_code in ((200,) if good else (200, 400)), (name, answer.text[:200])
        assert "fault of ours" not in answer.text
        if good:
            assert '<article class="sheet"' in answer.text or 'class="cases"' in answer.text


def test_memory_stays_flat(site: str, samples: Path, answered: Answers) -> None:
    """Two hundred more hold no more than the two hundred before: nothing is kept of them.

    20 MB is a third of what keeping the hundred pages of 600 kB would take.
    """
    assert len(answered) == 200
    mixed = requests(samples, 100)
    gc.collect()
    before = resident()
    for _ in range(2):
        run(send_all(site, mixed))
    gc.collect()
    assert resident() - before < 20_000_000
