"""Keras with the backend that is used here, and without its tests."""

from bundle import modules

hiddenimports = modules.within("keras", without=modules.KERAS_UNUSED)
excludedimports = modules.KERAS_OTHER_BACKENDS
