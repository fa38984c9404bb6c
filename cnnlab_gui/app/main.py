"""Opens the application: arguments, QApplication, theme, window."""

import argparse
import os
import sys
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, Qt, QTranslator
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from cnnlab_gui import __version__
from cnnlab_gui.app import display, errors
from cnnlab_gui.app.home_problem import say_home_problem
from cnnlab_gui.app.laboratory import Laboratory
from cnnlab_gui.app.opening import is_unattended, refuse
from cnnlab_gui.app.qt_words import told_by_qt
from cnnlab_gui.app.utf8 import use_utf8
from cnnlab_gui.core import logs, paths
from cnnlab_gui.widgets.theme import Theme

SWITCH_SECONDS = 0.0005


def main(arguments: list[str]) -> int:
    """Open the application with the arguments of ``cnnlab gui``; returns the exit code."""
    options = _options(arguments)
    logs.start()
    logs.catch_crashes()
    problem = display.problem(os.environ)
    if problem:
        refuse(problem)
    application = make_application()
    errors.install()
    if options.smoke_test:
        from cnnlab_gui.app.smoke import run_smoke_test

        return run_smoke_test(application)
    if options.screenshots:
        from cnnlab_gui.app.screenshots import take_screenshots

        return take_screenshots(options.screenshots)
    if options.measure:
        from cnnlab_gui.app.measure import measure

        return measure(application, options.measure)
    laboratory = Laboratory(Theme(application))
    laboratory.window.first_shown.connect(lambda: say_home_problem(laboratory.window))
    laboratory.window.show()
    code = application.exec()
    laboratory.shut_down()
    return code


def make_application() -> QApplication:
    """The one QApplication, with its names, icon, translations and plot settings."""
    application = QApplication.instance()
    if not isinstance(application, QApplication):
        use_utf8()
        with told_by_qt(box=not is_unattended(sys.argv)):
            application = QApplication(sys.argv[:1])
    QCoreApplication.setApplicationName("CNN Lab")
    QCoreApplication.setApplicationVersion(__version__)
    application.setDesktopFileName("cnnlab")
    application.setWindowIcon(QIcon(str(paths.resources_folder() / "icons" / "app.svg")))
    _translate(application)
    # Else a busy moment swallows what the hand drew meanwhile: a curve becomes a polygon. The
    # platform's own choice is only made with the application.
    for compressed in (
        Qt.ApplicationAttribute.AA_CompressHighFrequencyEvents,
        Qt.ApplicationAttribute.AA_CompressTabletEvents,
    ):
        QCoreApplication.setAttribute(compressed, False)
    # While a worker runs Python (it builds a network, say), the window gets the interpreter back
    # only after this long, and a single redraw asks for it dozens of times.
    sys.setswitchinterval(SWITCH_SECONDS)
    return application


def _translate(application: QApplication) -> None:
    """Install the translations that are there for the system's language."""
    if QLocale().language() is QLocale.Language.C:
        # A system that says nothing of its language: English, with its thousands separators.
        QLocale.setDefault(QLocale(QLocale.Language.English))
    own = paths.resources_folder() / "translations"
    qt = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    for name, folder in (("cnnlab", str(own)), ("qtbase", qt)):
        translator = QTranslator(application)
        if translator.load(QLocale(), name, "_", folder):
            application.installTranslator(translator)


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="cnnlab gui", description="Open the application.")
    parser.add_argument(
        "--smoke-test",
        action="store_true",
        help="train briefly in the real window, visit every page, exit 0 or say what failed",
    )
    parser.add_argument(
        "--screenshots", type=Path, metavar="DIR", help="save a picture of every page and exit"
    )
    # For `cnnlab bench`, which knows no Qt and so asks the application to measure itself.
    parser.add_argument("--measure", metavar="JSON", help=argparse.SUPPRESS)
    return parser.parse_args(arguments)
