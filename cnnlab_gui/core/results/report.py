"""A test report from what a network answered."""

from dataclasses import asdict

from cnnlab_gui.core.metrics import class_scores, confusion_matrix
from cnnlab_gui.core.results.test_answers import TestAnswers
from cnnlab_gui.core.runs.record import TestReport


def report_of(answers: TestAnswers, class_names: tuple[str, ...]) -> TestReport:
    """What ``report.json`` says of these answers.

    Parameters
    ----------
    answers : TestAnswers
    class_names : tuple of str
    """
    matrix = confusion_matrix(answers.labels, answers.predicted, len(class_names))
    hits = int((answers.predicted == answers.labels).sum())
    return TestReport(
        epoch=answers.epoch,
        test_loss=answers.loss,
        test_accuracy=hits / len(answers.labels),
        confusion_matrix=matrix.tolist(),
        classes=[asdict(score) for score in class_scores(matrix, class_names)],
    )
