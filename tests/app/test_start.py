"""What happens in which order when the window opens."""

import os
import subprocess
import sys
from pathlib import Path

ORDER = """
import sys
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication
from cnnlab_gui.app import laboratory
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.widgets.theme import Theme

def note(what):
    print(what, "pyqtgraph" in sys.modules, "tensorflow" in sys.modules, flush=True)

class Watch(QObject):
    def eventFilter(self, watched, event):
        if event.type() is QEvent.Type.Paint and watched is lab.window:
            application.removeEventFilter(self)
            note("painted")
        return False

def make_engine(library, store):
    note("engine")
    raise CnnLabError("there is none")

application = QApplication(sys.argv[:1])
lab = laboratory.Laboratory(Theme(application), make_engine)
watch = Watch()
application.installEventFilter(watch)
status = lab.window.status
lab.training_desk.engine_failed.connect(lambda _: application.quit())
lab.window.show()
print(status.device_text)
application.exec()
print(status.device_text)
lab.shut_down()
"""


def test_that_plots_and_tensorflow_wait_for_the_painted_window(tmp_path: Path) -> None:
    environment = os.environ | {"CNNLAB_HOME": str(tmp_path), "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-c", ORDER], capture_output=True, text=True, env=environment, check=True
    )
    assert done.stdout.splitlines() == [
        "TensorFlow is starting…",
        "painted False False",
        "engine True False",
        "TensorFlow could not be loaded",
    ]


THREADS = """
import sys
import threading
from PySide6.QtWidgets import QApplication
from cnnlab_gui.app import laboratory
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.widgets.theme import Theme

makers = set()

class Watch:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("pyqtgraph", "PySide6"):
            makers.add(threading.current_thread() is threading.main_thread())

def make_engine(library, store):
    raise CnnLabError("there is none")

sys.meta_path.insert(0, Watch())
application = QApplication(sys.argv[:1])
lab = laboratory.Laboratory(Theme(application), make_engine)
lab.training_desk.engine_failed.connect(lambda _: application.quit())
lab.window.show()
application.exec()
print(makers, "pyqtgraph" in sys.modules)
lab.shut_down()
"""


def test_that_what_makes_types_of_qt_is_loaded_by_the_window_s_own_thread(tmp_path: Path) -> None:
    # Made in a worker, they end the process once in a while.
    environment = os.environ | {"CNNLAB_HOME": str(tmp_path), "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-c", THREADS], capture_output=True, text=True, env=environment, check=True
    )
    assert done.stdout.splitlines()[-1] == "{True} True"
