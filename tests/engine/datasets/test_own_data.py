import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from cnnlab_gui.core.errors import CancelledError, CnnLabError
from cnnlab_gui.engine.datasets import image_folder
from cnnlab_gui.engine.datasets.catalogue import PART_NAMES
from cnnlab_gui.engine.datasets.idx import write_idx
from cnnlab_gui.engine.datasets.library import DatasetLibrary

WriteImages = Callable[..., Path]


def refusal(path: Path | str) -> str:
    with pytest.raises(CnnLabError) as caught:
        DatasetLibrary().load(str(path))
    assert "\n" not in str(caught.value)
    return str(caught.value)


def save(path: Path, mode: str = "L", size: tuple[int, int] = (6, 4), **options: object) -> Path:
    Image.new(mode, size).save(path, **options)
    return path


# Where a path leads


def test_that_a_path_with_nothing_there_is_said_to_lead_nowhere(tmp_path: Path) -> None:
    said = refusal(tmp_path / "none")
    assert str(tmp_path / "none") in said
    assert "fashion-mnist, mnist, stroke-digits" in said


@pytest.mark.parametrize("name", ["fashion-mnits", "~nobody-of-this-name/x", "a\0b", "x" * 5000])
def test_that_a_name_that_is_no_dataset_and_no_path_gets_a_sentence(name: str) -> None:
    assert refusal(name)


def test_that_a_file_of_another_kind_is_refused_with_what_can_be_read(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("a,b\n")
    assert f"{path} is no data that can be read" in refusal(path)


def test_that_the_home_sign_is_understood(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, write_images: WriteImages
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    write_images(tmp_path / "pets")
    assert DatasetLibrary().load("~/pets").id == str(tmp_path / "pets")


# A folder with the four IDX files


def write_idx_folder(folder: Path, **changed: np.ndarray) -> Path:
    arrays = {
        "x_train": np.zeros((6, 5, 4), np.uint8),
        "y_train": np.array([0, 1, 2, 0, 1, 2], np.uint8),
        "x_test": np.ones((3, 5, 4), np.uint8),
        "y_test": np.array([0, 1, 2], np.uint8),
    } | changed
    folder.mkdir()
    for name, array in zip(PART_NAMES, arrays.values(), strict=True):
        with (folder / name).open("wb") as file:
            write_idx(file, array)
    return folder


def test_that_a_folder_with_four_idx_files_is_read(tmp_path: Path) -> None:
    folder = write_idx_folder(tmp_path / "own")
    dataset = DatasetLibrary().load(str(folder))
    assert (dataset.id, dataset.title, dataset.origin) == (str(folder), "own", str(folder))
    assert dataset.image_shape == (5, 4, 1)
    assert dataset.class_names == ("0", "1", "2")
    assert dataset.x_test.min() == 1


def test_that_a_missing_idx_file_is_named(tmp_path: Path) -> None:
    folder = write_idx_folder(tmp_path / "own")
    (folder / PART_NAMES[3]).unlink()
    assert f"lacks {PART_NAMES[3]}" in refusal(folder)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"y_train": np.zeros(5, np.uint8)}, "6 images but 5 labels"),
        ({"y_test": np.full(3, 3, np.uint8)}, "the label 3, but its 3 classes"),
        ({"y_train": np.full(6, 0, np.uint8)}, "one class only"),
        ({"x_test": np.zeros((3, 4, 4), np.uint8)}, "bring all to one size"),
        ({"x_test": np.zeros((0, 5, 4), np.uint8), "y_test": np.zeros(0, np.uint8)}, "no images"),
        ({"x_test": np.zeros(3, np.uint8)}, "not the IDX file that its name promises"),
    ],
)
def test_that_idx_files_that_do_not_fit_together_are_refused(
    tmp_path: Path, changed: dict[str, Any], said: str
) -> None:
    assert said in refusal(write_idx_folder(tmp_path / "own", **changed))


# A folder of class folders of images


def test_that_class_folders_become_classes_and_a_fifth_is_kept_for_testing(
    tmp_path: Path, write_images: WriteImages
) -> None:
    folder = write_images(tmp_path / "pets", ("dog", "cat"), count=10)
    dataset = DatasetLibrary().load(str(folder))
    assert dataset.class_names == ("cat", "dog")
    assert (dataset.id, dataset.title) == (str(folder), "pets")
    assert dataset.x_train.shape == (16, 4, 6, 1)
    assert np.bincount(dataset.y_train).tolist() == [8, 8]
    assert np.bincount(dataset.y_test).tolist() == [2, 2]
    # write_images gave image i of the first class the grey level 10 i, of the second 10 i + 1
    for images, labels in ((dataset.x_train, dataset.y_train), (dataset.x_test, dataset.y_test)):
        assert (images[:, 0, 0, 0] % 10 == 1 - labels).all()
    levels = np.concatenate([dataset.x_train, dataset.x_test])[:, 0, 0, 0]
    assert len(set(levels.tolist())) == 20


def test_that_the_split_is_the_same_each_time(tmp_path: Path, write_images: WriteImages) -> None:
    folder = write_images(tmp_path / "pets", count=9)
    assert DatasetLibrary().load(str(folder)).sha256 == DatasetLibrary().load(str(folder)).sha256


def test_that_a_limit_takes_images_of_all_classes(
    tmp_path: Path, write_images: WriteImages
) -> None:
    folder = write_images(tmp_path / "pets", ("a", "b", "c"), count=25)
    dataset = DatasetLibrary().load(str(folder), limit=30)
    assert len(dataset.x_train) == 30
    assert set(dataset.y_train.tolist()) == {0, 1, 2}
    assert len(dataset.x_test) == 15


def test_that_a_given_split_is_kept(tmp_path: Path, write_images: WriteImages) -> None:
    write_images(tmp_path / "train", count=3)
    write_images(tmp_path / "test", count=1)
    dataset = DatasetLibrary().load(str(tmp_path))
    assert (len(dataset.x_train), len(dataset.x_test)) == (6, 2)


def test_that_classes_may_be_called_train_and_test(
    tmp_path: Path, write_images: WriteImages
) -> None:
    dataset = DatasetLibrary().load(str(write_images(tmp_path / "rail", ("train", "test"))))
    assert dataset.class_names == ("test", "train")


def test_that_numbered_classes_are_in_the_order_of_their_numbers(
    tmp_path: Path, write_images: WriteImages
) -> None:
    folder = write_images(tmp_path / "own", ("10", "9", "1"))
    assert DatasetLibrary().load(str(folder)).class_names == ("1", "9", "10")


def test_that_colour_and_grey_images_together_become_rgb(
    tmp_path: Path, write_images: WriteImages
) -> None:
    folder = write_images(tmp_path / "pets", mode="RGB")
    save(folder / "cat" / "grey.png")
    dataset = DatasetLibrary().load(str(folder))
    assert dataset.image_shape == (4, 6, 3)


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB"])
def test_that_grey_and_colour_modes_are_read(
    tmp_path: Path, write_images: WriteImages, mode: str
) -> None:
    folder = write_images(tmp_path / "pets")
    save(folder / "dog" / "other.png", mode)
    assert DatasetLibrary().load(str(folder)).image_shape == (4, 6, 1 if mode in "1L" else 3)


@pytest.mark.parametrize("suffix", [".jpg", ".bmp", ".gif", ".webp", ".tif", ".pgm"])
def test_that_the_usual_kinds_of_files_are_read(
    tmp_path: Path, write_images: WriteImages, suffix: str
) -> None:
    folder = write_images(tmp_path / "pets")
    save(folder / "dog" / f"other{suffix.upper()}")
    assert len(DatasetLibrary().load(str(folder)).x_train) == 9


def test_that_opaque_images_with_an_alpha_channel_are_read(
    tmp_path: Path, write_images: WriteImages
) -> None:
    folder = write_images(tmp_path / "pets")
    Image.new("RGBA", (6, 4), (1, 2, 3, 255)).save(folder / "dog" / "other.png")
    assert DatasetLibrary().load(str(folder)).image_shape == (4, 6, 3)


def test_that_hidden_files_and_what_systems_leave_are_ignored(
    tmp_path: Path, write_images: WriteImages
) -> None:
    folder = write_images(tmp_path / "pets")
    (folder / ".git").mkdir()
    (folder / "__MACOSX").mkdir()
    (folder / "README.txt").write_text("about")
    (folder / "cat" / ".DS_Store").write_text("x")
    (folder / "cat" / "Thumbs.db").write_text("x")
    assert DatasetLibrary().load(str(folder)).class_names == ("cat", "dog")


def test_that_a_folder_without_class_folders_is_refused(tmp_path: Path) -> None:
    save(tmp_path / "loose.png")
    assert "no class folders" in refusal(tmp_path)


def test_that_a_folder_with_one_class_is_refused(tmp_path: Path, write_images: WriteImages) -> None:
    assert "one class only (cat)" in refusal(write_images(tmp_path / "pets", ("cat",)))


def test_that_a_class_folder_without_images_is_named(
    tmp_path: Path, write_images: WriteImages
) -> None:
    folder = write_images(tmp_path / "pets")
    (folder / "emu").mkdir()
    assert str(folder / "emu") in refusal(folder)


def test_that_more_than_256_classes_are_refused(tmp_path: Path, write_images: WriteImages) -> None:
    folder = write_images(tmp_path / "own", tuple(map(str, range(257))), count=0)
    assert "257 class folders: at most 256" in refusal(folder)


def test_that_a_class_with_a_single_image_cannot_be_split(
    tmp_path: Path, write_images: WriteImages
) -> None:
    folder = write_images(tmp_path / "pets", count=1)
    assert "at least two are needed" in refusal(folder)


def test_that_images_of_different_sizes_are_refused_with_the_name_of_one(
    tmp_path: Path, write_images: WriteImages
) -> None:
    folder = write_images(tmp_path / "pets")
    odd = save(folder / "cat" / "odd.png", size=(7, 4))
    said = refusal(folder)
    assert "bring all to one size" in said
    assert "6×4" in said
    assert str(odd) in said or "7×4" in said


def test_that_train_and_test_with_other_classes_are_refused(
    tmp_path: Path, write_images: WriteImages
) -> None:
    write_images(tmp_path / "train")
    write_images(tmp_path / "test", ("cat", "emu"))
    assert "dog, emu is in one of them only" in refusal(tmp_path)


@pytest.mark.parametrize("most", [1, 4, 10])
def test_that_the_reading_of_a_folder_reports_and_ends_at_the_image_at_which_it_is_cancelled(
    tmp_path: Path, write_images: WriteImages, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    folder = write_images(tmp_path / "pets")
    read: list[Path] = []
    read_pixels = image_folder.read_pixels
    monkeypatch.setattr(
        image_folder,
        "read_pixels",
        lambda path, *size: read.append(path) or read_pixels(path, *size),
    )
    progress: list[tuple[int, int]] = []
    with contextlib.suppress(CancelledError):
        DatasetLibrary().load(
            str(folder),
            progress=lambda *images: progress.append(images),
            cancelled=lambda: len(progress) == most,
        )
    assert progress == [(done, 10) for done in range(1, most + 1)]
    # The first is read once more, for its size.
    assert len(read) == most + 1


def test_that_the_listing_of_a_folder_can_be_cancelled(
    tmp_path: Path, write_images: WriteImages, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(image_folder, "read_pixels", pytest.fail)
    with pytest.raises(CancelledError):
        DatasetLibrary().load(str(write_images(tmp_path / "pets")), cancelled=lambda: True)


def test_that_many_images_are_reported_in_hundredths() -> None:
    progress: list[tuple[int, int]] = []
    steps = image_folder.Steps(1_050, lambda *images: progress.append(images), lambda: False)
    for _ in range(1_050):
        steps.after_image()
    assert progress == [(done, 1_050) for done in range(10, 1_051, 10)]


@pytest.mark.parametrize("name", ["notes.txt", "inner"])
def test_that_what_is_no_image_in_a_class_folder_is_named(
    tmp_path: Path, write_images: WriteImages, name: str
) -> None:
    folder = write_images(tmp_path / "pets")
    odd = folder / "cat" / name
    if odd.suffix:
        odd.write_text("x")
    else:
        odd.mkdir()
    said = refusal(folder)
    assert f"{odd} is in a class folder but is no image" in said
    assert said.endswith("move it elsewhere, or choose another folder.")


@pytest.mark.parametrize(
    "content", [b"", b"no image", b"\x89PNG\r\n\x1a\n", b"%!PS-Adobe-3.0 EPSF"]
)
def test_that_an_unreadable_image_is_named(
    tmp_path: Path, write_images: WriteImages, content: bytes
) -> None:
    folder = write_images(tmp_path / "pets")
    odd = folder / "cat" / "odd.png"
    odd.write_bytes(content)
    assert f"{odd} cannot be read as an image" in refusal(folder)


def test_that_a_format_outside_the_list_is_not_decoded_whatever_its_name(
    tmp_path: Path, write_images: WriteImages
) -> None:
    folder = write_images(tmp_path / "pets")
    odd = save(folder / "cat" / "odd.png", format="PCX")
    assert f"{odd} cannot be read as an image" in refusal(folder)


def test_that_a_truncated_image_is_named(tmp_path: Path, write_images: WriteImages) -> None:
    folder = write_images(tmp_path / "pets")
    odd = folder / "cat" / "1.png"
    odd.write_bytes(odd.read_bytes()[:-28])
    assert f"{odd} cannot be read as an image" in refusal(folder)


@pytest.mark.parametrize("side", [1025, 9_999, 60_000])
def test_that_a_large_image_is_refused_by_its_header(
    tmp_path: Path, write_images: WriteImages, side: int
) -> None:
    folder = write_images(tmp_path / "pets")
    odd = folder / "cat" / "0.pgm"
    odd.write_bytes(f"P5 {side} {side} 255\n".encode())
    assert f"{odd} is larger than" in refusal(folder)


def test_that_more_images_than_the_bounds_allow_are_refused(
    tmp_path: Path, write_images: WriteImages, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(image_folder, "MAX_IMAGE_BYTES", 100)
    assert "more than can be read" in refusal(write_images(tmp_path / "pets"))


def test_that_transparent_pixels_are_refused(tmp_path: Path, write_images: WriteImages) -> None:
    folder = write_images(tmp_path / "pets")
    odd = save(folder / "cat" / "odd.png", "RGBA")
    assert f"{odd} has transparent pixels" in refusal(folder)


def test_that_pixels_that_are_neither_grey_nor_rgb_are_refused(
    tmp_path: Path, write_images: WriteImages
) -> None:
    folder = write_images(tmp_path / "pets")
    odd = save(folder / "cat" / "odd.tif", "CMYK")
    assert f"{odd} has pixels of the kind CMYK" in refusal(folder)
