"""Pydantic as it is used: nothing of version 1, of its mypy plug-in or of its tests."""

from bundle import modules

hiddenimports = modules.within("pydantic", without=modules.PYDANTIC_UNUSED)
