"""ONNX Runtime, whose module for Python is whole without the library for C beside it."""

from PyInstaller.utils.hooks import collect_dynamic_libs

binaries = [
    entry for entry in collect_dynamic_libs("onnxruntime") if "providers_shared" in entry[0]
]
# What converts, quantizes and transforms for itself brings PyTorch and SymPy along.
excludedimports = ["onnxruntime.tools", "onnxruntime.transformers", "onnxruntime.quantization"]
