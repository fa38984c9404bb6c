"""How the colours of kernels are chosen."""

from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from cnnlab_gui.core.inside.kernels import KernelScale
from cnnlab_gui.core.inside.view import View, Wish
from cnnlab_gui.widgets.maps.controls import MapsControls
from cnnlab_gui.widgets.theme import Theme
from tests.core.inside_parts import network, of_test


@pytest.fixture
def controls(qtbot: QtBot, theme: Theme) -> MapsControls:
    made = MapsControls(theme)
    qtbot.addWidget(made)
    return made


@pytest.mark.parametrize(("row", "scale"), [(1, "each"), (2, "all"), (0, None)])
def test_that_the_kernels_colours_are_chosen_and_shown(
    controls: MapsControls, row: int, scale: KernelScale | None
) -> None:
    wished: list[dict[str, Any]] = []
    controls.wished.connect(wished.append)
    controls.kernel_scale.activated.emit(row)
    assert wished == [{"kernel_scale": scale}]
    wish = Wish(rows=of_test(0), view=View.KERNELS, kernel_scale=scale)
    controls.show_wish(wish, network())
    assert controls.kernel_scale.currentIndex() == row
    assert len(wished) == 1


@pytest.mark.parametrize("view", list(View))
def test_that_only_kernels_offer_their_colours(controls: MapsControls, view: View) -> None:
    controls.show_wish(Wish(rows=of_test(0), columns=(0,), view=view), network())
    assert controls.kernel_scale.isVisibleTo(controls) is (view is View.KERNELS)
