"""Opens the application: QApplication, theme, window."""

import argparse
import sys
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, Qt, QTranslator
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from cnnlab_gui import __version__
from cnnlab_gui.app import errors
from cnnlab_gui.app.application import LabApplication
from cnnlab_gui.app.home_problem import say_home_problem
from cnnlab_gui.app.laboratory import Laboratory
from cnnlab_gui.app.one_instance import Doorkeeper, Seat
from cnnlab_gui.app.opening import is_unattended
from cnnlab_gui.app.qt_words import told_by_qt
from cnnlab_gui.app.utf8 import use_utf8
from cnnlab_gui.core import paths, product
from cnnlab_gui.widgets.theme import Theme

SWITCH_SECONDS = 0.0005


def run_unattended(options: argparse.Namespace) -> int:
    """Do in the real window what ``cnnlab gui`` does without a person; returns the exit code."""
    application = _begin()
    if options.smoke_test:
        from cnnlab_gui.app.smoke import run_smoke_test

        return run_smoke_test(application)
    if options.screenshots:
        from cnnlab_gui.app.screenshots import take_screenshots

        return take_screenshots(options.screenshots)
    from cnnlab_gui.app.measure import measure

    return measure(application, options.measure)


def run(seat: Seat, files: list[Path]) -> int:
    """Open the window and these files, and stay until it is closed; returns the exit code."""
    application = _begin()
    laboratory = Laboratory(Theme(application))
    laboratory.window.first_shown.connect(lambda: say_home_problem(laboratory.window))
    laboratory.arrivals.open(files)
    laboratory.arrivals.listen_to(application)
    doorkeeper = Doorkeeper(seat, laboratory)
    doorkeeper.wished.connect(laboratory.arrivals.fulfil)
    laboratory.window.show()
    code = application.exec()
    doorkeeper.close()
    laboratory.shut_down()
    return code


def _begin() -> LabApplication:
    application = make_application()
    errors.install()
    return application


def make_application() -> LabApplication:
    """The one QApplication, with its names, icon, translations and plot settings."""
    application = QApplication.instance()
    if not isinstance(application, LabApplication):
        use_utf8()
        with told_by_qt(box=not is_unattended(sys.argv)):
            # Its name is one of those by which a window manager knows the windows.
            application = LabApplication([product.COMMAND])
    QCoreApplication.setApplicationName(product.NAME)
    QCoreApplication.setApplicationVersion(__version__)
    application.setDesktopFileName(product.APP_ID)
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


def _translate(application: LabApplication) -> None:
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
