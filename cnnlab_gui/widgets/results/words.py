"""What the Results page says, in a learner's words."""

from PySide6.QtCore import QCoreApplication

from cnnlab_gui.bridge.translation import number
from cnnlab_gui.bridge.translation import percent as breakable_percent
from cnnlab_gui.core.results.calibration import Calibration, ReliabilityBin, Verdict
from cnnlab_gui.core.results.confusion import Confusion
from cnnlab_gui.core.results.test_answers import TestAnswers
from cnnlab_gui.widgets.draw.shares import ALMOST_ALL

ALL_BUT_A_FEW = 0.9995
"""From here on one decimal would say 100.0."""


def _tr(text: str) -> str:
    return QCoreApplication.translate("ResultsWords", text)


def percent(share: float, decimals: int = 1) -> str:
    """A share as ``91.6 %``, which stays on one line; not 100.0 unless it is all of it."""
    if decimals and ALL_BUT_A_FEW <= share < 1:
        return f">\N{NO-BREAK SPACE}{percent(0.999)}"
    return breakable_percent(share, decimals).replace(" ", "\N{NO-BREAK SPACE}")


def headline(confusion: Confusion) -> str:
    """How many test images are right."""
    text = _tr("{share} of {count} test images are right.")
    return text.format(share=percent(confusion.accuracy), count=number(confusion.images))


def most_confused(confusion: Confusion) -> str:
    """Which class is most often taken for which."""
    worst = confusion.mixups(1)
    if not worst:
        return _tr("Not one of them is wrong.")
    text = _tr("“{true}” is most often taken for “{taken}” ({count} times).")
    if worst[0].images == 1:
        text = _tr("“{true}” was once taken for “{taken}”; no other mix-up is more frequent.")
    return text.format(
        true=confusion.names[worst[0].true],
        taken=confusion.names[worst[0].taken],
        count=number(worst[0].images),
    )


def cell_sentence(confusion: Confusion, true: int, taken: int) -> str:
    """What one cell of the matrix says."""
    count, total = int(confusion.counts[true, taken]), int(confusion.counts[true].sum())
    names = confusion.names
    if not total:
        return _tr("There is no test image of “{true}”.").format(true=names[true])
    text = (
        _tr("{count} of {total} images of “{true}” were recognised ({share}).")
        if true == taken
        else _tr("{count} of {total} images of “{true}” were taken for “{taken}” ({share}).")
    )
    return text.format(
        count=number(count),
        total=number(total),
        true=names[true],
        taken=names[taken],
        share=percent(count / total),
    )


def image_sentence(
    index: int, answers: TestAnswers, names: tuple[str, ...], *, opens: bool = True
) -> str:
    """What was answered for one test image, and with which runner-up."""
    shares, true = answers.probabilities[index], int(answers.labels[index])
    order = shares.argsort(kind="stable")[::-1]
    text = _tr("Test image {index} is “{true}”: answered “{taken}” ({share}).")
    if len(order) > 1:
        text = _tr(
            "Test image {index} is “{true}”: answered “{taken}” ({share}), "
            "then “{second}” ({second_share})."
        )
    said = text.format(
        index=number(index),
        true=names[true],
        taken=names[int(order[0])],
        share=confidence(float(shares[order[0]])),
        second=names[int(order[1])] if len(order) > 1 else "",
        second_share=confidence(float(shares[order[1]])) if len(order) > 1 else "",
    )
    return f"{said} {_tr('Click to look inside.')}" if opens else said


def confidence(share: float) -> str:
    """A probability with one decimal, and none rounded to a certainty that is not there."""
    return percent(share, 1 if share >= ALMOST_ALL or share < 0.1 else 0)


def calibration_sentence(found: Calibration) -> str:
    """Whether a network's percentages can be believed, by the bin that tells most."""
    telling = found.telling
    if telling is None:
        return _tr("There are no answers to look at.")
    text = {
        Verdict.TOO_SURE: _tr(
            "When it says {says}, it is right in {right} of the cases: too sure of itself."
        ),
        Verdict.TOO_MODEST: _tr(
            "When it says {says}, it is right in {right} of the cases: better than it thinks."
        ),
        Verdict.AS_IT_SAYS: _tr(
            "When it says {says}, it is right in {right} of the cases: it can be believed."
        ),
        Verdict.CHANCE: _tr(
            "When it says {says}, it is right in {right} of the cases: with so few images that "
            "may be chance."
        ),
    }[telling.verdict]
    return text.format(says=percent(telling.confidence, 0), right=percent(telling.accuracy, 0))


def calibration_error(found: Calibration) -> str:
    """The expected calibration error in words."""
    text = _tr("On average it is off by {points} points (expected calibration error).")
    return text.format(points=number(100 * found.error, 1))


def bin_sentence(found: ReliabilityBin) -> str:
    """What one bin holds."""
    if not found.count:
        text = _tr("No answer was given with {low} to {high}.")
    else:
        text = _tr("{count} answers with {low} to {high} ({says} on average): {right} are right.")
    return text.format(
        count=number(found.count),
        low=percent(found.low, 0),
        high=percent(found.high, 0),
        says=percent(found.confidence),
        right=percent(found.accuracy),
    )
