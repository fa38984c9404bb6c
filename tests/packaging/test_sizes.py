"""What a frozen application weighs, and what it may."""

from pathlib import Path

import pytest
from bundle import sizes
from bundle.places import BuildError, Places


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Places:
    """A frozen application of 10 MB, two of them Python modules in the program."""
    monkeypatch.setattr(
        sizes, "modules_in", lambda places: {"keras.src": 1_500_000, "rich": 500_000}
    )
    places = Places(tmp_path)
    for path, size in (
        (places.program, 3_000_000),
        (places.contents / "tensorflow" / "lib.so", 6_000_000),
        (places.contents / "libglib-2.0.so.0", 1_000_000),
    ):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(bytes(size))
    (places.contents / "lib.so").symlink_to(places.contents / "tensorflow" / "lib.so")
    return places


def set_budget(monkeypatch: pytest.MonkeyPatch, frozen: int, **downloads: int) -> None:
    ending = {f".{name.replace('_', '.')}": limit for name, limit in downloads.items()}
    monkeypatch.setitem(sizes.BUDGETS, sizes.SYSTEM, sizes.Budget(frozen, ending))


def test_that_each_part_is_weighed_once_and_links_weigh_nothing(
    places: Places, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    set_budget(monkeypatch, 10_000_000)
    sizes.weigh(places)
    rows = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert rows[0] == ["TensorFlow", "6.0", "MB", "60.0%"]
    assert ["Keras", "1.5", "MB", "15.0%"] in rows
    assert [*sizes.PROGRAM.split(), "1.0", "MB", "10.0%"] in rows
    assert rows[-1] == ["all", "10.0", "MB", "of", "10"]


def test_that_too_much_fails_and_says_how_much(
    places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_budget(monkeypatch, 9_999_999)
    with pytest.raises(BuildError, match="weighs 10 MB, and its budget is 10 MB"):
        sizes.weigh(places)


def test_that_nothing_frozen_is_said(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match="freeze first"):
        sizes.weigh(Places(tmp_path))


def test_that_a_download_over_its_budget_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "cnnlab.tar.xz").write_bytes(bytes(2_000_000))
    (tmp_path / "notes.txt").write_bytes(bytes(9_000_000))
    set_budget(monkeypatch, 1, tar_xz=2_000_000)
    sizes.weigh_downloads(Places(tmp_path))
    assert capsys.readouterr().out.split() == ["cnnlab.tar.xz", "2.0", "MB", "of", "2"]
    set_budget(monkeypatch, 1, tar_xz=1_999_999)
    with pytest.raises(BuildError, match=r"cnnlab\.tar\.xz: larger"):
        sizes.weigh_downloads(Places(tmp_path))


@pytest.mark.parametrize(
    ("place", "part"),
    [
        ("numpy.libs/libscipy_openblas64_.so", "numpy"),
        ("PySide6/Qt/lib/libQt6Core.so.6", "Qt"),
        ("onnxruntime/capi/x.so", "ONNX"),
        ("cnnlab_gui/core/text", "CNN Lab itself"),
        ("cnnlab_gui", "CNN Lab itself"),
        ("resources/icons/play.svg", "CNN Lab itself"),
        ("libglib-2.0.so.0", "libraries of the system"),
        ("libpython3.11.so.1.0", "Python"),
        ("cnnlab", sizes.PROGRAM),
        ("cnnlab-gui.exe", sizes.PROGRAM),
        ("rich/console", sizes.OTHERS),
    ],
)
def test_that_a_file_belongs_to_a_part(place: str, part: str) -> None:
    assert sizes.part_of(place) == part


def test_that_linux_keeps_to_what_was_promised() -> None:
    linux = sizes.BUDGETS["linux"]
    assert linux.frozen <= 1_150_000_000
    assert linux.downloads[".tar.xz"] <= 260_000_000
