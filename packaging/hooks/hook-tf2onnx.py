"""All of tf2onnx: its handlers of operators announce themselves when they are imported."""

from bundle import modules

hiddenimports = modules.within("tf2onnx", without=modules.NOTHING)
