"""The colours of feature maps beside those that pyqtgraph has."""

import numpy as np
import pyqtgraph

from cnnlab_gui.core.inside.colours import INFERNO


def test_that_inferno_is_pyqtgraphs_to_one_level() -> None:
    theirs = pyqtgraph.colormap.get("inferno").getLookupTable(0, 1, 256)
    ours = np.stack([INFERNO >> shift & 0xFF for shift in (16, 8, 0)], 1).astype(int)
    assert np.abs(ours - theirs.astype(int)).max() <= 1
