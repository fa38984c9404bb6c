"""What the second program on Windows starts with: the window, and no console beside it."""

from cnnlab_gui.__main__ import main_gui

main_gui()
