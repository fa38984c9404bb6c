"""The curves, their icons and colour maps; nothing in three dimensions, and no examples."""

from PyInstaller.utils.hooks import collect_data_files

datas = collect_data_files("pyqtgraph", includes=["icons/**", "colors/maps/**"])
hiddenimports = [
    # By a name that is put together, wherever curves are imported.
    "PySide6.QtOpenGL",
    "PySide6.QtOpenGLWidgets",
    "pyqtgraph.graphicsItems.ViewBox.axisCtrlTemplate_generic",
    "pyqtgraph.graphicsItems.PlotItem.plotConfigTemplate_generic",
    "pyqtgraph.imageview.ImageViewTemplate_generic",
]
excludedimports = ["pyqtgraph.opengl", "pyqtgraph.examples", "PyQt5", "PyQt6", "PySide2"]
