"""Qt for the tests of this folder."""

from tests.qt_fixtures import *  # noqa: F403
from tests.widgets.bar_parts import bar  # noqa: F401
from tests.widgets.canvas_parts import canvas  # noqa: F401
from tests.widgets.data_page_parts import dataset, page  # noqa: F401
from tests.widgets.inspector_parts import inspector  # noqa: F401
from tests.widgets.kernel_parts import bench, empty_workshop, images, workshop  # noqa: F401
from tests.widgets.layers_parts import panel, view  # noqa: F401
from tests.widgets.maps_page_parts import desk, maps_page  # noqa: F401
from tests.widgets.maps_parts import eye, ratio  # noqa: F401
from tests.widgets.results_page_parts import found, results_page  # noqa: F401
