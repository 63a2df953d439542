"""A sample of the fuzz in every run of the tests: other deliveries each time, and the seed that makes them again."""

import os
import random
import tempfile
from pathlib import Path

import pytest

from etl.example import write_example

from .bases import ROOT, Base, bases
from .mutate import broken
from .trial import Result
from .words import FORMS, check_digit, person, shows
from .worker import Worker

INPUTS = int(os.environ.get("LAGESBILD_FUZZ", "120"))
COMMANDS = max(4, INPUTS // 100)
SEED = int(os.environ.get("LAGESBILD_FUZZ_SEED", random.randrange(10**8)))
_MARKED = "Fröet är {seed}; gör om det med LAGESBILD_FUZZ_SEED={seed} LAGESBILD_FUZZ={inputs}"


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> list[Base]:
    """Göteborg's deliveries and Exempelstad's."""
    example = tmp_path_factory.mktemp("exempel")
    write_example(example, 1, 100, 300, 600)
    return [*bases(ROOT / "data"), *bases(example)]


def test_no_broken_delivery_gets_past_the_check_unsaid(known: list[Base]) -> None:
    """Only the project's own refusal, in time, within memory, nothing written, nobody's number repeated."""
    print(_MARKED.format(seed=SEED, inputs=INPUTS))
    wrong: list[Result] = []
    with tempfile.TemporaryDirectory() as folder:
        worker = Worker(known, Path(folder))
        for n in range(INPUTS + COMMANDS):
            result = worker.ask((n % len(known), SEED + n, n >= INPUTS))
            wrong += [result] if result.wrong else []
        worker.stop()
    assert wrong == [], _MARKED.format(seed=SEED, inputs=INPUTS)


def test_a_seed_makes_the_same_delivery_again(known: list[Base]) -> None:
    for base in known:
        assert broken(base, 7) == broken(base, 7)
        assert len({str(broken(base, seed).done) for seed in range(30)}) > 15


def test_the_made_up_persons_are_recognised(known: list[Base]) -> None:
    rng = random.Random(1)
    for _ in range(300):
        ten, text = person(rng)
        assert check_digit(ten[:9]) == ten[9]
        assert shows(f"hittade ”{text}”", ten), (ten, text)
        assert not shows(f"hittade ”{ten[:6]}-[dolt]”, rad 12", ten)
    assert len(FORMS) == len(set(FORMS))


def test_a_worker_that_dies_is_told_and_replaced(known: list[Base], tmp_path: Path) -> None:
    worker = Worker(known, tmp_path)
    worker.process.kill()
    worker.process.join()
    died = worker.ask((0, 1, False))
    assert (died.outcome, len(died.wrong)) == ("död", 1)
    assert worker.ask((0, 1, False)).outcome in ("godtagen", "stoppad", "godtagen med person")
    worker.stop()
