"""Letting a run stand for another of its epochs, such as its best."""

from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.results.kept import write_answers
from cnnlab_gui.core.results.report import report_of
from cnnlab_gui.core.results.test_answers import TestAnswers
from cnnlab_gui.core.runs.folder import RunFolder
from cnnlab_gui.core.runs.lock import hold_run
from cnnlab_gui.core.runs.record import TestReport
from cnnlab_gui.core.text import tr_noop


def choose_epoch(folder: RunFolder, answers: TestAnswers) -> TestReport:
    """Let the run in ``folder`` stand for the epoch that ``answers`` are of.

    First the answers, then the report, then the record: each says of which epoch it is, so
    that after a kill in between each is true, and asking once more mends the rest.

    Parameters
    ----------
    folder : RunFolder
    answers : TestAnswers

    Returns
    -------
    TestReport
        As it now stands in the folder.

    Raises
    ------
    CnnLabError
        There are no weights of this epoch, the run is going on, or nothing can be written.
    """
    folder.read_record()  # first: no lock is put where there is no run
    with hold_run(folder.path):
        record, history = folder.read_record(), folder.read_history()
        if answers.epoch not in folder.snapshots():
            raise CnnLabError(
                tr_noop(
                    "errors",
                    "{name} has no weights of epoch {epoch} any more. Choose another epoch.",
                ),
                name=folder.name,
                epoch=answers.epoch,
            )
        last = history[-1].epoch if history else 0
        report = report_of(answers, record.dataset.class_names)
        write_answers(folder.path, answers)
        folder.write_report(report)
        chosen = None if answers.epoch == last else answers.epoch
        folder.write_record(record.model_copy(update={"chosen_epoch": chosen}))
    return report
