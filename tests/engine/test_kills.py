"""A training whose process is killed again and again comes to its end, and nothing is lost."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

KILLS = Path(__file__).parents[2] / "packaging" / "kills.py"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
def test_that_a_training_killed_at_random_moments_loses_nothing() -> None:
    command = [sys.executable, str(KILLS), "--kills", "6", "--seed", "4"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    losses = json.loads(done.stdout)
    assert losses.pop("seconds") > 0
    assert losses.pop("completed") >= 1
    assert losses == {
        "kills": 6, "runs": 0, "lines": 0, "unreadable": 0, "differing": 0, "said": [],
    }  # fmt: skip
    assert done.returncode == 0
