"""What the Results page learns of a run: from its folder, and from a dataset that may be gone."""

import dataclasses
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cnnlab_gui.core.dataset import Dataset, limited
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.events import EpochEnded
from cnnlab_gui.core.results.gather import RunResults, gather, with_answers
from cnnlab_gui.core.results.kept import FILE_NAME, write_answers
from cnnlab_gui.core.results.report import report_of
from cnnlab_gui.core.results.test_answers import TestAnswers
from cnnlab_gui.core.runs.folder import RunFolder
from cnnlab_gui.core.runs.record import RunRecord
from cnnlab_gui.core.runs.store import RunStore
from tests.core.results_parts import by_chance

NAMES = ("cat", "dog", "eel", "fox")


class Shelf:
    """A library with one dataset, or none."""

    def __init__(self, dataset: Dataset | None) -> None:
        self.dataset = dataset

    def load(self, id_or_path: str, *, limit: int | None = None, **_: Any) -> Dataset:
        if self.dataset is None:
            raise CnnLabError("{name} is not on the shelf.", name=id_or_path)
        return limited(self.dataset, limit)


def made(answers: TestAnswers) -> Dataset:
    count = len(answers.labels)
    images = np.random.default_rng(3).integers(0, 256, (count, 4, 4, 1), np.uint8)
    return Dataset("made", "Made", NAMES, images, answers.labels, images, answers.labels)


class Run:
    """A run of three epochs, of which the second was the best, on a made dataset."""

    def __init__(self, folder: RunFolder, record: RunRecord, answers: TestAnswers) -> None:
        self.folder, self.record, self.answers = folder, record, answers
        self.dataset = made(answers)
        self.shelf = Shelf(self.dataset)
        self.write_record()

    def write_record(self, **changed: Any) -> None:
        found = self.record.dataset.model_copy(
            update={"class_names": NAMES, "title": "Made", "sha256": self.dataset.sha256}
        )
        self.record = self.record.model_copy(update={"dataset": found, **changed})
        self.folder.write_record(self.record)

    def end_epochs(self, *accuracies: float) -> None:
        history = [
            EpochEnded(epoch, 1.0, 0.5, 1.0, accuracy, 1.0, 1e-3, 10.0)
            for epoch, accuracy in enumerate(accuracies, 1)
        ]
        self.folder.write_history(history)
        for epoch in range(len(history) + 1):
            self.folder.snapshot_path(epoch).touch()

    def write_report(self, **changed: Any) -> None:
        self.folder.write_report(replace(report_of(self.answers, NAMES), **changed))

    def gather(self, *, is_going: bool = False) -> RunResults:
        return gather(self.folder, self.shelf, is_going=is_going)  # type: ignore[arg-type]

    def refused(self, *, is_going: bool = False) -> str:
        with pytest.raises(CnnLabError) as caught:
            self.gather(is_going=is_going)
        return str(caught.value)


@pytest.fixture
def run(tmp_path: Path, make_record: Callable[..., RunRecord]) -> Run:
    folder, record = RunStore(tmp_path).create(make_record())
    made = Run(folder, record, by_chance(1, epoch=3))
    made.end_epochs(0.5, 0.7, 0.6)
    return made


def test_that_kept_answers_and_images_are_all_that_is_needed(run: Run) -> None:
    write_answers(run.folder.path, run.answers)
    found = run.gather()
    assert (found.run, found.title, found.names) == (run.folder.name, "Made", NAMES)
    assert (found.epoch, found.last_epoch, found.best_epoch) == (3, 3, 2)
    assert found.confusion is not None
    assert found.confusion.images == 60
    assert found.images is run.dataset.x_test
    assert (found.needs_answers, found.note) == (False, None)


def test_that_a_report_stands_in_until_the_answers_are_computed(run: Run) -> None:
    run.write_report()
    found = run.gather()
    assert found.confusion is not None
    assert found.answers is None
    assert found.needs_answers
    done = with_answers(found, run.answers)
    assert not done.needs_answers
    assert done.confusion is not None
    np.testing.assert_array_equal(done.confusion.counts, found.confusion.counts)


def test_that_answers_of_another_epoch_are_not_taken_for_those_of_this_one(run: Run) -> None:
    write_answers(run.folder.path, replace(run.answers, epoch=2))
    run.write_report(epoch=2)
    found = run.gather()
    assert (found.epoch, found.confusion, found.needs_answers) == (3, None, True)


def test_that_a_run_stands_for_the_epoch_that_was_chosen(run: Run) -> None:
    run.write_record(chosen_epoch=2)
    write_answers(run.folder.path, replace(run.answers, epoch=2))
    found = run.gather()
    assert (found.epoch, found.needs_answers) == (2, False)


def test_that_damaged_answers_are_computed_again(run: Run) -> None:
    (run.folder.path / FILE_NAME).write_bytes(b"PK")
    assert run.gather().needs_answers


@pytest.mark.parametrize(
    "matrix", [[[1]], [[1] * 4] * 3, [[1, 2]] * 4, [[-1] * 4] * 4, [[2**60] * 4] * 4, []], ids=str
)
def test_that_a_report_that_cannot_be_true_is_not_believed(run: Run, matrix: Any) -> None:
    run.write_report(confusion_matrix=matrix)
    found = run.gather()
    assert found.confusion is None
    assert found.needs_answers


def test_that_other_images_than_those_of_the_training_are_not_shown(run: Run) -> None:
    write_answers(run.folder.path, run.answers)
    run.shelf.dataset = dataclasses.replace(run.dataset, x_test=run.dataset.x_test ^ 1)
    found = run.gather()
    assert found.images is None
    assert found.confusion is not None
    assert str(found.note).startswith("Made holds other images now than when this run was")


def test_that_figures_are_shown_where_the_dataset_is_gone(run: Run) -> None:
    run.write_report()
    run.shelf.dataset = None
    found = run.gather()
    assert found.confusion is not None
    assert (found.images, found.needs_answers) == (None, False)
    assert "The images of Made cannot be shown: fashion-mnist is not on the shelf." in str(
        found.note
    )


def test_that_a_limited_run_is_compared_with_the_images_it_was_limited_to(run: Run) -> None:
    settings = run.record.specification.settings.model_copy(update={"limit": 7})
    specification = run.record.specification.model_copy(update={"settings": settings})
    run.record = run.record.model_copy(update={"specification": specification})
    run.dataset = limited(run.dataset, 7)
    run.write_record()
    write_answers(run.folder.path, run.answers)
    found = run.gather()
    assert (found.note, found.images is not None) == (None, True)


def test_that_a_run_without_a_whole_epoch_is_a_sentence(run: Run) -> None:
    run.end_epochs()
    assert "No epoch of the run" in run.refused()
    assert "The first epoch of" in run.refused(is_going=True)


def test_that_a_run_that_is_going_shows_its_last_report_and_no_images(run: Run) -> None:
    assert "was not tried on its test images yet" in run.refused(is_going=True)
    run.write_report(epoch=2)
    found = run.gather(is_going=True)
    assert (found.epoch, found.images, found.needs_answers) == (2, None, False)
    assert found.confusion is not None
    assert "still training" in str(found.note)


def test_that_a_run_whose_weights_are_gone_shows_its_report(run: Run) -> None:
    run.write_report()
    run.folder.snapshot_path(3).unlink()
    found = run.gather()
    assert found.confusion is not None
    assert (found.needs_answers, found.last_epoch) == (False, None)
