"""Fixtures that several rooms share."""

from pathlib import Path

import hypothesis
import pytest
from places import in_force, run

# Nothing here may fail because a machine was busy.
hypothesis.settings.register_profile("calm", deadline=None, max_examples=200)
hypothesis.settings.load_profile("calm")


@pytest.fixture(scope="session")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file published by the default build of Göteborg, made once from data/raw as `make run` makes it."""
    out = tmp_path_factory.mktemp("lager")
    done = run("build", "1480", "--out", out)
    if done.returncode:
        pytest.fail(f"Göteborg gick inte att bygga:\n{done.stdout}{done.stderr}", pytrace=False)
    return in_force(out)
