"""QtOpenGLWidgets with the plug-ins that are wanted, and with what those need."""

from bundle import qt

hiddenimports, binaries, datas = qt.collected(__file__)
