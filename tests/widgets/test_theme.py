"""Colours and icons, light and dark."""

import re
from dataclasses import asdict

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QColor, QIcon, QPalette
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDoubleSpinBox,
    QLineEdit,
    QPushButton,
    QSlider,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from cnnlab_gui.core import paths
from cnnlab_gui.widgets.theme import (
    DARK,
    LIGHT,
    Appearance,
    Colours,
    Theme,
    faded,
    icon,
    palette_of,
    style_sheet,
    unusable,
)

SCHEMES = pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])


def luminance(colour: str) -> float:
    """Relative luminance, as WCAG defines it."""
    parts = [QColor(colour).redF(), QColor(colour).greenF(), QColor(colour).blueF()]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@SCHEMES
@pytest.mark.parametrize(
    ("front", "back", "least"),
    [
        ("text", "page", 7.0),
        ("text", "window", 7.0),
        ("text", "raised", 7.0),
        ("text", "selected", 7.0),
        ("muted", "page", 4.5),
        ("muted", "window", 4.5),
        ("on_accent", "accent", 4.5),
        ("error", "page", 4.5),
        ("text", "error_page", 4.5),
        ("training", "page", 3.0),
        ("validation", "page", 3.0),
        ("accent", "page", 3.0),
        ("field", "page", 3.0),
        ("field", "window", 3.0),
        ("field", "raised", 3.0),
        ("accent", "window", 3.0),
    ],
)
def test_that_what_is_read_stands_out_from_what_is_behind_it(
    colours: Colours, front: str, back: str, least: float
) -> None:
    assert contrast(getattr(colours, front), getattr(colours, back)) >= least


def rule(colours: Colours, selector: str) -> dict[str, str]:
    """What the style sheet says of ``selector``, by property."""
    (body,) = re.findall(rf"^ *{re.escape(selector)} {{([^}}]*)}}", style_sheet(colours), re.M)
    pairs = (part.split(":") for part in body.split(";") if part.strip())
    return {name.strip(): value.strip() for name, value in pairs}


@SCHEMES
def test_that_a_disabled_primary_button_can_be_read_and_does_not_look_enabled(
    colours: Colours,
) -> None:
    on = rule(colours, 'QPushButton[primary="true"]')
    off = rule(colours, 'QPushButton[primary="true"]:disabled')
    assert contrast(off["color"], off["background"]) >= 3.0
    assert contrast(unusable(colours, "on_accent"), off["background"]) >= 3.0  # its icon
    assert contrast(off["background"], on["background"]) >= 2.0
    assert contrast(off["color"], off["background"]) <= contrast(colours.text, colours.page) / 2
    saturation = QColor(off["background"]).hsvSaturationF()
    assert saturation <= QColor(on["background"]).hsvSaturationF() / 2


@SCHEMES
@pytest.mark.parametrize("back", ["page", "window", "raised"])
def test_that_what_is_disabled_can_be_read_but_stands_back(colours: Colours, back: str) -> None:
    behind = getattr(colours, back)
    there = contrast(faded(colours).name(), behind)
    assert 3.0 <= there < contrast(colours.muted, behind)


@SCHEMES
def test_that_a_disabled_primary_button_is_painted_so(
    qtbot: QtBot, theme: Theme, colours: Colours
) -> None:
    theme.choose(Appearance.DARK if colours is DARK else Appearance.LIGHT)
    button = QPushButton("Train")
    button.setProperty("primary", True)
    theme.set_icon(button, "play", "on_accent")
    qtbot.addWidget(button)
    button.setEnabled(False)
    button.show()
    shot = button.grab().toImage()
    across = range(12, shot.width() - 12)
    painted = {shot.pixelColor(x, y).name() for x in across for y in range(4, shot.height() - 4)}
    ground = shot.pixelColor(8, shot.height() // 2).name()
    assert ground == rule(colours, 'QPushButton[primary="true"]:disabled')["background"]
    assert max(contrast(each, ground) for each in painted) >= 3.0


@SCHEMES
@pytest.mark.parametrize("kind", [QLineEdit, QSpinBox, QDoubleSpinBox, QComboBox])
def test_that_the_edge_of_a_field_is_painted_so_that_it_is_seen(
    qtbot: QtBot, theme: Theme, colours: Colours, kind: type[QWidget]
) -> None:
    page, field = QWidget(), kind()  # made before: what is there changes, too
    theme.choose(Appearance.DARK if colours is DARK else Appearance.LIGHT)
    QVBoxLayout(page).addWidget(field)
    qtbot.addWidget(page)
    page.show()
    page.setFocus()
    shot = page.grab().toImage()
    place = field.geometry()
    across = {shot.pixelColor(place.left(), y).name() for y in range(place.top(), place.bottom())}
    assert colours.field in across
    ground = shot.pixelColor(place.left() - 2, place.center().y()).name()
    assert contrast(colours.field, ground) >= 3.0
    assert ground == colours.window


@SCHEMES
def test_that_the_handle_of_a_slider_is_painted_so_that_it_is_seen(
    qtbot: QtBot, theme: Theme, colours: Colours
) -> None:
    theme.choose(Appearance.DARK if colours is DARK else Appearance.LIGHT)
    page, slider = QWidget(), QSlider(Qt.Orientation.Horizontal)
    slider.setFixedSize(101, 30)
    slider.setValue(50)
    QVBoxLayout(page).addWidget(slider)
    qtbot.addWidget(page)
    page.show()
    shot = page.grab().toImage()
    left, middle = slider.x(), slider.geometry().center()
    handle = [shot.pixelColor(middle.x(), middle.y() + down).name() for down in range(-4, 5)]
    ground = shot.pixelColor(left + 25, slider.y() + 2).name()
    assert ground == colours.window
    assert min(contrast(each, ground) for each in handle) >= 3.0
    filled, empty = (shot.pixelColor(left + across, middle.y()).name() for across in (15, 85))
    assert (filled, empty) == (colours.accent, colours.field)


def test_that_training_and_validation_have_their_agreed_colours_on_a_light_page() -> None:
    assert (LIGHT.training, LIGHT.validation) == ("#0072B2", "#D55E00")


@SCHEMES
def test_that_the_palette_leaves_no_role_to_another_scheme(colours: Colours) -> None:
    palette = palette_of(colours)
    ours = {QColor(value).rgb() for value in asdict(colours).values()}
    roles = QPalette.ColorRole
    for role in (roles.Window, roles.WindowText, roles.Base, roles.Text, roles.ButtonText):
        assert palette.color(QPalette.ColorGroup.Active, role).rgb() in ours
    disabled = palette.color(QPalette.ColorGroup.Disabled, roles.ButtonText)
    assert disabled.rgb() == faded(colours).rgb()


@SCHEMES
def test_that_every_file_that_the_style_sheet_names_is_there(
    qapp: QApplication, colours: Colours
) -> None:
    files = re.findall(r'url\("(.*?)"\)', style_sheet(colours))
    assert files
    for file in files:
        assert (paths.resources_folder() / "icons" / file.rsplit("/", 1)[-1]).is_file()


def test_that_choosing_dark_and_light_changes_palette_and_tells_it(
    qapp: QApplication, theme: Theme
) -> None:
    told: list[bool] = []
    theme.changed.connect(lambda: told.append(theme.is_dark))
    theme.choose(Appearance.DARK)
    assert theme.is_dark
    assert qapp.palette().color(QPalette.ColorRole.Window).name() == DARK.window
    theme.choose(Appearance.LIGHT)
    assert not theme.is_dark
    assert qapp.palette().color(QPalette.ColorRole.Window).name() == LIGHT.window
    assert told == [True, False]


def test_that_the_system_decides_where_the_person_did_not(theme: Theme) -> None:
    from PySide6.QtGui import QGuiApplication

    theme.choose(Appearance.SYSTEM)
    system_is_dark = QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark
    assert theme.is_dark is system_is_dark


def picture(target: QAction | QPushButton, side: int = 24) -> list[int]:
    image = target.icon().pixmap(QSize(side, side)).toImage()
    return [image.pixel(x, y) for x in range(side) for y in range(side)]


def test_that_an_icon_takes_the_colour_of_the_scheme_in_force(theme: Theme) -> None:
    action = QAction("Train")
    theme.set_icon(action, "play")
    light = picture(action)
    theme.choose(Appearance.DARK)
    assert picture(action) != light
    theme.choose(Appearance.LIGHT)
    assert picture(action) == light


@SCHEMES
@pytest.mark.parametrize("role", ["on_accent", "text"])
def test_that_a_disabled_icon_is_as_pale_as_a_disabled_text(
    theme: Theme, colours: Colours, role: str
) -> None:
    theme.choose(Appearance.DARK if colours is DARK else Appearance.LIGHT)
    button = QPushButton()
    theme.set_icon(button, "stop", role)
    image = button.icon().pixmap(QSize(24, 24), QIcon.Mode.Disabled).toImage()
    assert image.pixelColor(12, 12).name() == unusable(colours, role)


def test_that_the_theme_keeps_no_button_alive(qapp: QApplication, theme: Theme) -> None:
    button = QPushButton()
    theme.set_icon(button, "play")
    assert len(theme._icons) == 1
    del button
    assert len(theme._icons) == 0
    theme.choose(Appearance.DARK)


@pytest.mark.parametrize(
    "name", sorted(p.stem for p in (paths.resources_folder() / "icons").glob("*.svg"))
)
def test_that_every_shipped_icon_draws_something_at_every_size(
    qapp: QApplication, name: str
) -> None:
    made = icon(name, "#17212b")
    for side in (16, 20, 24, 32, 48, 72):
        assert QSize(side, side) in made.availableSizes()
        image = made.pixmap(QSize(side, side)).toImage()
        assert any(image.pixelColor(x, y).alpha() for x in range(side) for y in range(side))


def test_that_no_icon_is_looked_for_in_the_system(theme: Theme) -> None:
    """A line edit's clear button alone was looked for in 20,000 places."""
    assert QIcon.themeSearchPaths() == [":/icons"]
    assert not QIcon.hasThemeIcon("edit-clear")
    field = QLineEdit()
    field.setClearButtonEnabled(True)
    assert not field.findChild(QAction).icon().isNull()  # Qt's own
