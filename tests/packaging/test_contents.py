"""What goes into the frozen application, where it comes from, and what it needs."""

import plistlib
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from bundle import contents, identity, modules, needs, origins
from bundle.places import BuildError

from cnnlab_gui import __version__
from cnnlab_gui.core import product


def wanted(place: str, monkeypatch: pytest.MonkeyPatch, system: str = "linux") -> bool:
    monkeypatch.setattr(contents, "SYSTEM", system)
    return contents.is_wanted((place, "", "BINARY"))


@pytest.mark.parametrize(
    "place",
    [
        "PySide6/Qt/plugins/platforms/libqxcb.so",
        "PySide6/Qt/plugins/platforms/libqwayland.so",
        "PySide6/Qt/plugins/platforms/libqoffscreen.so",
        "PySide6/Qt/plugins/platformthemes/libqxdgdesktopportal.so",
        "PySide6/Qt/plugins/imageformats/libqjpeg.so",
        "PySide6/Qt/plugins/iconengines/libqsvgicon.so",
        "PySide6\\plugins\\styles\\qmodernwindowsstyle.dll",
        "PySide6/Qt/translations/qtbase_de.qm",
        "libxcb-cursor.so.0",
        "libxkbcommon-x11.so.0",
        "tensorflow/libtensorflow_cc.so.2",
        "libmdbx.so.1",
        "certifi/cacert.pem",
    ],
)
def test_that_what_the_application_needs_is_wanted(
    place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert wanted(place, monkeypatch)


@pytest.mark.parametrize(
    "place",
    [
        "PySide6/Qt/plugins/platformthemes/libqgtk3.so",
        "PySide6/Qt/plugins/platforms/libqeglfs.so",
        "PySide6\\plugins\\tls\\qopensslbackend.dll",
        "PySide6/Qt/translations/designer_de.qm",
        "tensorflow/include/tensorflow/core/public/session.h",
        "onnx/backend/test/data/node/test_abs/model.onnx",
        "h5py/tests/data_files/vlen.h5",
        "numpy/_core/include/numpy/arrayobject.h",
    ],
)
def test_that_what_nobody_uses_is_left_out(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not wanted(place, monkeypatch)


@pytest.mark.parametrize("name", ["libstdc++.so.6", "libX11.so.6", "libfontconfig.so.1"])
def test_that_what_the_graphics_driver_shares_with_us_is_the_systems_own(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not wanted(name, monkeypatch)
    assert wanted(f"pillow.libs/{name}", monkeypatch)
    assert wanted(name, monkeypatch, "macos")


def test_that_a_package_is_listed_without_being_imported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for place in ("", "deep", "tests", "headers/no_package"):
        (tmp_path / "loud" / place).mkdir(parents=True, exist_ok=True)
    for file in ("__init__", "one", "one_test", "deep/__init__", "deep/two", "tests/__init__"):
        (tmp_path / "loud" / f"{file}.py").write_text("raise RuntimeError('imported')\n")
    (tmp_path / "loud" / "headers" / "stray.py").touch()
    (tmp_path / "loud" / "not-a-module.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    found = modules.within("loud", without=re.compile(r"\.tests$|_test$"))
    assert found == ["loud", "loud.deep", "loud.deep.two", "loud.one"]
    assert modules.within("no_such_package", without=re.compile("x")) == []


@pytest.mark.parametrize(
    ("name", "is_left_out"),
    [
        ("keras.src.layers.core.dense", False),
        ("keras.src.layers.core.dense_test", True),
        ("keras.src.backend.tensorflow.nn", False),
        ("keras.src.backend.torch.nn", True),
        ("keras.src.testing.test_case", True),
    ],
)
def test_that_keras_comes_with_its_one_backend_and_no_tests(name: str, is_left_out: bool) -> None:
    assert bool(modules.KERAS_UNUSED.search(name)) is is_left_out


@pytest.mark.parametrize(
    ("name", "is_left_out"),
    [
        ("tensorflow.python.ops.nn_ops", False),
        ("tensorflow._api.v2.lite", False),
        ("tensorflow.lite.python.interpreter", False),
        # TensorFlow loads these on its way up, by names that no one sees in the sources.
        ("tensorflow.lite.experimental.microfrontend.python.ops._audio_microfrontend_op", False),
        ("tensorflow.compiler.tf2tensorrt.ops.gen_trt_ops", False),
        ("tensorflow.python.debug.cli.tensor_format", True),
        ("tensorflow.tools.pip_package.setup", True),
        ("tensorflow.python.framework.test_util", True),
        ("tensorflow.compiler.tf2xla.ops._xla_ops", True),
    ],
)
def test_that_tensorflow_comes_without_its_tools(name: str, is_left_out: bool) -> None:
    assert bool(modules.TENSORFLOW_UNUSED.search(name)) is is_left_out


@pytest.mark.parametrize("name", ["PySide6.QtOpenGL", "PySide6.QtOpenGLWidgets", "pydoc"])
def test_that_what_curves_import_is_not_excluded(name: str) -> None:
    assert name not in contents.EXCLUDED


INSTALLED = {
    "cnnlab-gui": ["keras>=3", "gpu-thing; extra == 'gpu'", "onnx; extra == 'onnx'"],
    "keras": ["Rich", "old; python_version < '3'", "tensorflow"],
    "tensorflow": ["numpy", "keras"],
    "numpy": None,
    "onnx": ["protobuf[fast]"],
    "protobuf": ["upb; extra == 'fast'"],
}


def test_that_needed_is_what_the_application_requires_directly_or_not() -> None:
    assert origins.needed(INSTALLED.get) == {
        *("cnnlab-gui", "keras", "rich", "tensorflow", "tensorflow-cpu", "numpy"),
        *("onnx", "protobuf", "upb"),
    }


def test_that_the_distribution_of_a_file_is_known() -> None:
    assert origins.distributions([("numpy", sys_file("numpy"), "PYMODULE")]) == {"numpy"}
    assert origins.distributions([("x", "/no/such/file.py", "PYMODULE")]) == set()


def test_that_what_is_only_there_for_development_is_refused() -> None:
    with pytest.raises(BuildError, match=r"does not need: pytest\. Exclude it"):
        origins.check([("pytest", sys_file("pytest"), "PYMODULE")])
    origins.check([("numpy", sys_file("numpy"), "PYMODULE")])


def sys_file(package: str) -> str:
    found = __import__(package).__file__
    assert found is not None
    return found


def test_that_only_libraries_of_every_desktop_may_be_missing_inside() -> None:
    libraries = ["libc.so.6", "libGL.so.1", "libxcb.so.1", "libstdc++.so.6", "libxcb-cursor.so.0"]
    assert needs.surprising(libraries) == ["libxcb-cursor.so.0"]


def test_that_a_machine_without_a_library_of_qt_is_told_its_package(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(needs, "SYSTEM", "linux")
    monkeypatch.setattr(
        needs.system_libraries, "missing", lambda names: ["libxcb-cursor.so.0"] if names else []
    )
    with pytest.raises(BuildError, match=r"apt-get install libxcb-cursor0$"):
        needs.check_this_machine()
    monkeypatch.setattr(needs, "SYSTEM", "windows")
    needs.check_this_machine()


@pytest.mark.parametrize(
    ("version", "four"),
    [("0.1.0", (0, 1, 0, 0)), ("1.2", (1, 2, 0, 0)), ("2.0.1.dev3+local", (2, 0, 1, 0))],
)
def test_that_windows_gets_four_numbers(version: str, four: tuple[int, ...]) -> None:
    assert identity.numbers(version) == four


def test_that_the_version_resource_is_an_expression_of_pyinstallers_words() -> None:
    def called(kind: str) -> Callable[..., tuple]:
        return lambda *args, **kwargs: (kind, args, kwargs)

    kinds = (
        *("VSVersionInfo", "FixedFileInfo", "StringFileInfo", "StringTable"),
        *("StringStruct", "VarFileInfo", "VarStruct"),
    )
    _, _, parts = eval(  # noqa: S307 - as PyInstaller reads it
        identity.version_resource("cnnlab-gui"), {kind: called(kind) for kind in kinds}
    )
    assert parts["ffi"][2]["filevers"] == identity.numbers()
    strings = dict(args for _, args, _ in parts["kids"][0][1][0][0][1][1])
    assert strings["ProductName"] == product.NAME
    assert strings["ProductVersion"] == __version__
    assert strings["OriginalFilename"] == "cnnlab-gui.exe"


def test_that_macos_learns_of_both_kinds_of_files_and_sharp_screens() -> None:
    plist = plistlib.loads(plistlib.dumps(identity.info_plist()))
    assert plist["NSHighResolutionCapable"] is True
    assert plist["LSMinimumSystemVersion"] == "14.0"
    declared = {
        each["UTTypeIdentifier"]: each["UTTypeTagSpecification"]
        for each in plist["UTExportedTypeDeclarations"]
    }
    opened = [each["LSItemContentTypes"] for each in plist["CFBundleDocumentTypes"]]
    assert sorted(declared) == sorted(kind for kinds in opened for kind in kinds)
    tags = {
        tag["public.filename-extension"][0]: tag["public.mime-type"][0] for tag in declared.values()
    }
    assert tags == {"cnnlab": product.RUN_TYPE, "cnnarch": product.ARCHITECTURE_TYPE}
