import io
from pathlib import Path

import pytest
from bundle import icons
from bundle.places import BuildError, Places
from PIL import Image

from cnnlab_gui.core import product

# Drawing makes an application where there is none, and windows in later tests need their own kind.
pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, qapp: object) -> Path:
    places = Places(tmp_path_factory.mktemp("dist"))
    icons.make(places)
    return places.work / "icons"


STEMS = [icon.stem for icon in icons.ICONS]


@pytest.mark.parametrize("stem", STEMS)
def test_that_windows_gets_every_size(made: Path, stem: str) -> None:
    with Image.open(made / f"{stem}.ico") as ico:
        assert ico.info["sizes"] == {(size, size) for size in icons.ICO_SIZES}


@pytest.mark.parametrize("stem", STEMS)
def test_that_macos_gets_every_size_in_both_densities(made: Path, stem: str) -> None:
    with Image.open(made / f"{stem}.icns") as file:
        sizes = set(file.info["sizes"])
    points = (16, 32, 128, 256, 512)
    assert {(size, size, density) for size in points for density in (1, 2)} <= sizes


def test_that_the_smallest_for_macos_has_its_colours_and_its_mask(made: Path) -> None:
    with Image.open(made / "cnnlab-run.icns") as file:
        file.size = (16, 16)
        file.load(scale=1)
        read = file.convert("RGBA")
    drawn = icons.rendered(icons.ICONS[1], 16)
    assert read.getchannel("A").tobytes() == drawn.getchannel("A").tobytes()
    assert read.tobytes() == drawn.tobytes()


def test_that_linux_gets_a_theme_with_every_size_and_the_drawing(made: Path) -> None:
    names = {
        "apps": [product.APP_ID],
        "mimetypes": [
            "application-vnd.cnnlab.run+zip",
            "application-vnd.cnnlab.architecture+json",
        ],
    }
    for place, wanted in names.items():
        for name in wanted:
            for size in icons.HICOLOR_SIZES:
                with Image.open(made / f"hicolor/{size}x{size}/{place}/{name}.png") as png:
                    assert png.size == (size, size)
            assert (made / f"hicolor/scalable/{place}/{name}.svg").read_bytes().startswith(b"<svg")


def test_that_small_sizes_have_a_drawing_of_their_own() -> None:
    assert icons.APPLICATION.drawing(24) != icons.APPLICATION.drawing(32)


def test_that_the_corners_are_clear_and_the_colours_not_swapped() -> None:
    image = icons.rendered(icons.APPLICATION, 64)
    assert image.getpixel((0, 0)) == (0, 0, 0, 0)
    assert image.getpixel((32, 4)) == (0x0B, 0x5C, 0xAD, 255)


def test_that_macos_gets_the_application_with_air_around(made: Path) -> None:
    with Image.open(made / "cnnlab.icns") as file:
        file.size = (512, 512)
        file.load(scale=2)
        alpha = file.convert("RGBA").getchannel("A")
    assert alpha.point(lambda value: 255 * (value == 255)).getbbox() == (100, 100, 924, 924)


def test_that_the_same_drawings_make_the_same_bytes() -> None:
    once, again = io.BytesIO(), io.BytesIO()
    for stream in (once, again):
        stream.write(icons.icns(icons.ICONS[1]))
    assert once.getvalue() == again.getvalue()


@pytest.mark.qt_log_ignore("Cannot read file")
def test_that_a_broken_drawing_is_named(tmp_path: Path) -> None:
    drawing = tmp_path / "broken.svg"
    drawing.write_text("no drawing", encoding="utf-8")
    icon = icons.Icon("broken", "apps", "broken", drawing, drawing)
    with pytest.raises(BuildError, match=r"broken\.svg is no drawing"):
        icons.rendered(icon, 16)
