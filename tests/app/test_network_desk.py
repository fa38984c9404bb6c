"""The network in the window: deeds from the menus, its problem, and what mends it."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction, QContextMenuEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QToolButton

from cnnlab_gui.app.menus import LAYER_MENU
from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.layers.table import LAYER_KINDS
from cnnlab_gui.core.presets import PRESETS
from cnnlab_gui.widgets.network.layers_panel import NEED_LAYERS
from tests.app.conftest import Bench
from tests.qt_fixtures import LOOK_MS, ShelfLibrary

WORKSHOP = PRESETS["cnn-64"].architecture
MISFIT = "takes images of 28×28×1, but Tiny has images of 8×8×1"
Key = Qt.Key


def action(bench: Bench, name: str) -> QAction:
    return bench.window.actions_by_name[name]


def trigger(bench: Bench, *names: str) -> None:
    for name in names:
        action(bench, name).trigger()


def kinds(bench: Bench) -> str:
    """The first letter of each layer: ``CMCMFDD``."""
    return "".join(layer.kind[0] for layer in bench.lab.session.architecture.layers)


def edit_menu(bench: Bench) -> list[QAction]:
    menus = bench.window.menuBar().findChildren(QMenu)
    return next(menu for menu in menus if menu.title() == "&Edit").actions()


def choose_tiny(bench: Bench) -> None:
    """Take the dataset whose images fit no preset, and wait until it is read."""
    bench.ready()
    bench.lab.data_desk.choose("tiny")
    bench.until(lambda: bench.lab.datasets.dataset is not None)


# Deeds and their names


def test_that_each_deed_of_the_edit_menu_is_a_step_that_is_named_there(bench: Bench) -> None:
    undo, redo, *_ = edit_menu(bench)
    for name, step, after in (
        ("remove", "remove Conv2D", "CMMFDD"),
        ("remove_stage", "remove 2 layers", "CMFDD"),
        ("duplicate", "duplicate Conv2D", "CMCCMFDD"),
        ("duplicate_stage", "duplicate 2 layers", "CMCMCMFDD"),
        ("switch", "switch Conv2D off", "CMCMFDD"),
        ("up", "move Conv2D", "CCMMFDD"),
        ("down", "move Conv2D", "CMMCFDD"),
        ("cut", "remove Conv2D", "CMMFDD"),
    ):
        bench.window.layers_panel.select([2])
        trigger(bench, name)
        assert (kinds(bench), undo.text()) == (after, f"&Undo {step}"), name
        undo.trigger()
        assert bench.lab.session.architecture == WORKSHOP, name
        assert redo.text() == f"&Redo {step}", name
        redo.trigger()
        assert kinds(bench) == after, name
        undo.trigger()
    QGuiApplication.clipboard().clear()


def test_that_copying_and_pasting_from_the_menu_puts_layers_below_the_selected(
    bench: Bench,
) -> None:
    bench.window.layers_panel.select([2, 3])
    trigger(bench, "copy", "paste")
    assert bench.lab.session.architecture == PRESETS["cnn-three-conv"].architecture
    assert edit_menu(bench)[0].text() == "&Undo paste 2 layers"
    QGuiApplication.clipboard().clear()


def test_that_undo_goes_back_step_by_step_across_layers_presets_and_settings(
    bench: Bench,
) -> None:
    session = bench.lab.session
    bench.window.layers_panel.select([2])
    trigger(bench, "remove")
    bench.window.menus.preset_actions["cnn-16"].trigger()
    session.set_layer_value(0, "filters", 8, "change Conv2D")
    session.set_setting("epochs", 9, "change Epochs")
    undo = edit_menu(bench)[0]
    names = []
    while undo.isEnabled():
        names.append(undo.text().removeprefix("&Undo "))
        undo.trigger()
    assert names == ["change Epochs", "change Conv2D", "choose cnn-16", "remove Conv2D"]
    assert session.architecture == WORKSHOP


def test_that_the_menu_adds_every_kind_below_the_selected(bench: Bench) -> None:
    for kind in LAYER_KINDS:
        bench.window.layers_panel.select([0])
        bench.window.menus.add_actions[kind].trigger()
        assert bench.lab.session.architecture.layers[1].kind == kind
        assert bench.window.layers_panel.selected == [1], kind
        bench.lab.session.undo_stack.undo()
        assert bench.lab.session.architecture == WORKSHOP, kind


def test_that_control_l_opens_the_palette_wherever_the_keyboard_is(bench: Bench) -> None:
    bench.window.show_page(bench.window.train_page)
    bench.qtbot.keyClick(
        QApplication.focusWidget() or bench.window, Key.Key_L, Qt.KeyboardModifier.ControlModifier
    )
    palette = bench.window.layers_panel.palette_box
    bench.until(palette.isVisible)
    palette.close()


# What is offered


def test_that_deeds_to_layers_are_offered_where_layers_are_selected(bench: Bench) -> None:
    panel = bench.window.layers_panel
    states = []
    for selected in ([2], [], [3, 4, 5], [-1]):
        panel.select(selected)
        states.append({action(bench, name).isEnabled() for name in NEED_LAYERS})
    assert states == [{True}, {False}, {True}, {False}]
    assert action(bench, "paste").isEnabled()
    assert action(bench, "add").isEnabled()


def test_that_nothing_is_offered_that_an_end_of_the_stack_forbids(bench: Bench) -> None:
    panel = bench.window.layers_panel
    offered = []
    for selected in ([0], [3], [6], [0, 6]):
        panel.select(selected)
        offered.append([action(bench, name).isEnabled() for name in ("up", "down")])
    assert offered == [[False, True], [True, True], [True, False], [False, False]]


def test_that_deeds_are_no_longer_offered_when_the_last_layer_is_gone(bench: Bench) -> None:
    bench.window.layers_panel.select(range(7))
    trigger(bench, "remove")
    assert not any(action(bench, name).isEnabled() for name in NEED_LAYERS)
    bench.lab.session.undo_stack.undo()
    assert action(bench, "remove").isEnabled()


def test_that_what_is_offered_follows_a_stack_that_grows_below_the_selected(bench: Bench) -> None:
    panel, session = bench.window.layers_panel, bench.lab.session
    session.set_architecture(Architecture(layers=WORKSHOP.layers[5:6]), "")
    panel.select([0])
    (down,) = [b for b in panel.findChildren(QToolButton) if " down " in b.toolTip()]
    offered = [(down.isEnabled(), action(bench, "down").isEnabled())]
    session.set_architecture(Architecture(layers=WORKSHOP.layers[5:]), "")
    panel.select([0])
    offered.append((down.isEnabled(), action(bench, "down").isEnabled()))
    session.set_architecture(Architecture(layers=WORKSHOP.layers[5:6]), "")
    offered.append((down.isEnabled(), action(bench, "down").isEnabled()))
    assert offered == [(False, False), (True, True), (False, False)]


def test_that_the_lists_own_menu_offers_what_the_edit_menu_does(bench: Bench) -> None:
    view = bench.window.layers_panel.view
    deeds = [bench.window.actions_by_name[name] for name in LAYER_MENU if name]
    assert view.contextMenuPolicy() is Qt.ContextMenuPolicy.ActionsContextMenu
    assert [each for each in view.actions() if each in deeds] == deeds
    assert [each for each in edit_menu(bench) if each in deeds] == deeds


def test_that_the_lists_own_menu_opens_and_does_what_is_chosen(bench: Bench) -> None:
    view = bench.window.layers_panel.view
    bench.window.layers_panel.select([4])
    looking = QTimer()

    def choose() -> None:
        menu = QApplication.activePopupWidget()
        if isinstance(menu, QMenu):
            looking.stop()
            place = menu.actionGeometry(action(bench, "remove")).center()
            bench.qtbot.mouseClick(menu, Qt.MouseButton.LeftButton, pos=place)

    looking.timeout.connect(choose)
    looking.start(LOOK_MS)
    place = view.visualRect(view.currentIndex()).center()
    globally = view.viewport().mapToGlobal(place)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, globally)
    QApplication.sendEvent(view.viewport(), event)  # returns when the menu has closed
    assert kinds(bench) == "CMCMDD"
    assert not looking.isActive()


# What is wrong, and what mends it


def test_that_images_of_another_size_are_told_below_the_layers_with_what_mends_it(
    bench: Bench,
) -> None:
    bench.window.menus.preset_actions["dense-baseline"].trigger()
    choose_tiny(bench)
    strip = bench.window.layers_panel.strip
    assert MISFIT in strip.text
    assert strip.isVisible()
    assert not action(bench, "train").isEnabled()
    assert MISFIT in action(bench, "train").toolTip()
    (fit,) = strip.remedies
    assert fit.text() == "Fit the network to Tiny"
    bench.until(fit.isVisible)
    bench.qtbot.mouseClick(fit, Qt.MouseButton.LeftButton)
    session = bench.lab.session
    assert session.architecture.input_shape == (8, 8, 1)
    assert session.undo_stack.undoText() == "fit the network to Tiny"
    assert session.problem is None
    assert strip.isHidden()
    assert action(bench, "train").isEnabled()
    session.undo_stack.undo()
    assert MISFIT in strip.text
    assert not action(bench, "train").isEnabled()


def test_that_another_dataset_that_fits_makes_the_problem_go(bench: Bench) -> None:
    choose_tiny(bench)
    assert bench.lab.session.problem is not None
    bench.lab.data_desk.choose("mnist")
    # Whether the next images fit is not known until they are here.
    assert bench.lab.session.problem is None
    bench.until(lambda: bench.lab.datasets.dataset is not None)
    assert bench.lab.session.problem is None
    assert action(bench, "train").isEnabled()


def test_that_nothing_is_said_of_images_that_are_still_read_or_cannot_be(
    bench: Bench, shelf: ShelfLibrary
) -> None:
    bench.ready()
    held = shelf.hold("tiny")
    bench.lab.data_desk.choose("tiny")
    assert bench.lab.session.problem is None
    held.set()
    bench.until(lambda: bench.lab.session.problem is not None)
    bench.lab.data_desk.choose("lost")
    bench.until(lambda: bench.lab.datasets.problem is not None)
    assert bench.lab.session.problem is None


def test_that_undoing_the_choice_of_a_dataset_makes_its_misfit_go(bench: Bench) -> None:
    choose_tiny(bench)
    bench.lab.session.undo_stack.undo()
    bench.until(lambda: bench.lab.datasets.dataset is not None)
    assert bench.lab.session.specification.dataset == "stroke-digits"
    assert bench.lab.session.problem is None


def test_that_the_menu_fits_the_network_too(bench: Bench) -> None:
    bench.window.menus.preset_actions["dense-baseline"].trigger()
    choose_tiny(bench)
    trigger(bench, "fit")
    session = bench.lab.session
    assert (session.architecture.input_shape, session.problem) == ((8, 8, 1), None)
    assert session.undo_stack.undoText() == "fit to Tiny"


def test_that_the_best_remedies_lead_in_a_few_presses_from_many_faults_to_a_run(
    bench: Bench,
) -> None:
    choose_tiny(bench)
    # Images of another size, too many poolings for them, no Flatten, and the wrong end.
    bench.lab.session.set_architecture(Architecture(layers=WORKSHOP.layers[:4]), "break")
    strip = bench.window.layers_panel.strip
    for _ in range(4):
        if strip.remedies:
            bench.until(lambda: all(each.isVisible() for each in strip.remedies))
            bench.qtbot.mouseClick(strip.remedies[0], Qt.MouseButton.LeftButton)
    assert bench.lab.session.problem is None
    assert bench.train().outcome == "completed"


def test_that_the_mended_layer_is_selected(bench: Bench) -> None:
    panel = bench.window.layers_panel
    bench.lab.session.set_architecture(WORKSHOP.removed(4), "break")
    panel.select([0])
    bench.until(lambda: all(each.isVisible() for each in panel.strip.remedies))
    bench.qtbot.mouseClick(panel.strip.remedies[0], Qt.MouseButton.LeftButton)
    assert panel.selected == [4]
    assert "Flatten" in texts_in_the_inspector(bench)


def texts_in_the_inspector(bench: Bench) -> list[str]:
    labels = bench.window.inspector.findChildren(QLabel)
    return [each.text() for each in labels if each.isVisible()]


def test_that_a_pasted_text_that_holds_no_layers_is_said_below_the_layers(bench: Bench) -> None:
    QGuiApplication.clipboard().setText("Dear all,")
    trigger(bench, "paste")
    assert bench.window.layers_panel.strip.text.endswith(".")
    assert bench.lab.session.architecture == WORKSHOP
    assert action(bench, "train").isEnabled()
    QGuiApplication.clipboard().clear()


def test_that_the_page_of_the_network_and_the_list_select_the_same_layer(bench: Bench) -> None:
    panel, page = bench.window.layers_panel, bench.window.picture_page
    page.layer_chosen.emit(3)
    assert panel.selected == [3]
    page.layer_chosen.emit(-1)
    assert (panel.selected, panel.current) == ([], -1)


def test_that_the_picture_names_the_classes_of_the_images(bench: Bench) -> None:
    bench.ready()
    names = bench.lab.datasets.dataset.class_names
    page = bench.window.picture_page
    bench.window.show_page(page)
    bench.until(lambda: page.isVisible() and not page.is_stale)
    assert all(f">{name}<" in page.svg_bytes().decode() for name in names)
