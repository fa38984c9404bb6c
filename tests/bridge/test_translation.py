"""Sentences and numbers in a person's language."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QTranslator

import cnnlab_gui
from cnnlab_gui.bridge.translation import CONTEXTS, number, percent, translated
from cnnlab_gui.core.text import Sentence

InLocale = Callable[[str], None]


class French(QTranslator):
    """Knows one sentence, in one context."""

    def __init__(self, context: str) -> None:
        super().__init__()
        self._context = context

    def translate(
        self, context: str, text: str, disambiguation: str | None = None, n: int = -1
    ) -> str | None:
        known = context == self._context and text == "{count} images are missing."
        return "Il manque {count} images." if known else None

    def isEmpty(self) -> bool:
        return False


@pytest.fixture(params=CONTEXTS)
def french(request: pytest.FixtureRequest, qapp: QCoreApplication) -> Iterator[None]:
    translator = French(request.param)
    QCoreApplication.installTranslator(translator)
    yield
    QCoreApplication.removeTranslator(translator)


def test_that_every_context_below_qt_is_looked_up() -> None:
    package = Path(cnnlab_gui.__file__).parent
    sources = [*package.joinpath("core").rglob("*.py"), *package.joinpath("engine").rglob("*.py")]
    marked = [re.findall(r'tr_noop\(\s*"(\w+)"', path.read_text("utf-8")) for path in sources]
    assert {context for found in marked for context in found} == set(CONTEXTS)


def test_that_a_sentence_is_looked_up_before_its_values_are_filled_in(french: None) -> None:
    sentence = Sentence("{count} images are missing.", {"count": 3})
    assert translated(sentence) == "Il manque 3 images."
    assert str(sentence) == "3 images are missing."


def test_that_a_sentence_within_a_sentence_is_looked_up_too(french: None) -> None:
    within = Sentence("{count} images are missing.", {"count": 3})
    assert translated(Sentence("Layer 2: {fault}", {"fault": within})) == (
        "Layer 2: Il manque 3 images."
    )


def test_that_a_sentence_without_translation_stays_in_english(french: None) -> None:
    assert translated(Sentence("{count} are there.", {"count": 3})) == "3 are there."
    assert translated("Filters") == "Filters"


def test_that_braces_in_a_plain_text_are_left_alone(qapp: QCoreApplication) -> None:
    assert translated("a {b}") == "a {b}"


@pytest.mark.parametrize(
    ("name", "whole", "real", "share"),
    [("en_US", "243,786", "0.125", "91.6 %"), ("fr_FR", "243 786", "0,125", "91,6 %")],
)
def test_that_numbers_have_the_form_of_the_locale(
    qapp: QCoreApplication, in_locale: InLocale, name: str, whole: str, real: str, share: str
) -> None:
    in_locale(name)
    # French groups by a narrow space that does not break.
    assert number(243_786).replace("\N{NARROW NO-BREAK SPACE}", " ") == whole
    assert number(0.125, 3) == real
    assert percent(0.916) == share


def test_that_numbers_beyond_32_bits_are_written_out(
    qapp: QCoreApplication, in_locale: InLocale
) -> None:
    in_locale("en_US")
    assert number(2**40) == "1,099,511,627,776"
    assert percent(1.0, 0) == "100 %"
