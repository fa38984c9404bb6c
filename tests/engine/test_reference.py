"""The workshop's own code computes what the workshop showed."""

import numpy as np

from cnnlab_gui.core.presets import preset_named
from cnnlab_gui.engine import runtime


def test_that_the_cell_gives_twelve_maps_of_three_images_and_four_layers() -> None:
    runtime.start()
    import keras

    from cnnlab_gui.engine.builder import build
    from cnnlab_gui.engine.reference import maps_of_the_cell

    images = np.random.default_rng(3).random((29, 28, 28, 1))
    model = build(preset_named("cnn-64").architecture)
    outputs = keras.Model(model.inputs, [layer.output for layer in model.layers])
    maps = maps_of_the_cell(outputs, images)
    sides = [each.shape for each in maps]
    assert sides == [(26, 26)] * 3 + [(13, 13)] * 3 + [(11, 11)] * 3 + [(5, 5)] * 3
    expected = [np.asarray(each) for each in outputs([images[[0, 23, 28]]])]
    for place, found in enumerate(maps):
        layer, row = divmod(place, 3)
        np.testing.assert_allclose(found, expected[layer][row, :, :, 1], atol=1e-5)
