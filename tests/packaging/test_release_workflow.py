"""The workflow that publishes: it calls what is there, and may no more than it must."""

import re
import shlex
from pathlib import Path
from typing import Any

import pytest

from cnnlab_gui.core import product

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / ".github" / "workflows" / "release.yml").read_text(encoding="utf-8")
yaml = pytest.importorskip("yaml", reason="PyYAML comes with pre-commit tools only")


@pytest.fixture
def workflow() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load(TEXT)
    return read


def steps(workflow: dict[str, Any]) -> list[dict[str, Any]]:
    return [step for job in workflow["jobs"].values() for step in job["steps"]]


def test_that_only_the_last_job_may_write_and_only_for_a_pushed_tag(
    workflow: dict[str, Any],
) -> None:
    jobs = workflow["jobs"]
    assert workflow["permissions"] == {"contents": "read"}
    assert [name for name, job in jobs.items() if "permissions" in job] == ["publish"]
    assert jobs["publish"]["if"] == "github.event_name == 'push'"
    assert workflow[True]["push"] == {"tags": ["v*"]}  # YAML reads `on` as a truth
    assert jobs["publish"]["needs"] == "build"
    assert jobs["build"]["needs"] == "notes"


def test_that_no_job_waits_for_ever_and_no_credentials_stay(workflow: dict[str, Any]) -> None:
    assert all(job["timeout-minutes"] <= 90 for job in workflow["jobs"].values())
    for step in steps(workflow):
        if step.get("uses", "").startswith("actions/checkout"):
            assert step["with"]["persist-credentials"] is False


def test_that_every_action_has_a_version() -> None:
    used = re.findall(r"uses: (\S+)", TEXT)
    assert used
    assert all(re.fullmatch(r"actions/[a-z-]+@v\d+", action) for action in used)


def test_that_what_it_runs_of_the_project_is_there(workflow: dict[str, Any]) -> None:
    """Scripts exist, and words after the build's script are its steps."""
    from bundle.steps import steps as known

    called = re.findall(r"python3? (packaging/\S+\.py)([^\n>|']*)", TEXT)
    assert {script for script, _ in called} == {
        "packaging/build.py",
        "packaging/release_notes.py",
    }
    for script, words in called:
        assert (ROOT / script).is_file()
        if script.endswith("build.py"):
            assert set(shlex.split(words)) <= set(known())
    assert f"{product.NAME}.app/Contents/MacOS/{product.COMMAND}" in TEXT
    assert f"Programs\\{product.NAME}\\{product.COMMAND}.exe" in TEXT


def test_that_no_script_holds_a_word_of_the_event(workflow: dict[str, Any]) -> None:
    """A tag's name is anybody's text: it comes through the environment."""
    assert not any("${{" in step.get("run", "") for step in steps(workflow))
