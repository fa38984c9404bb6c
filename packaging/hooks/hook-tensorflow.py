"""TensorFlow, without its headers, tests, tools, debugger and compilers for other machines.

The hook that is known of PyInstaller imports each of TensorFlow's packages in turn to learn
what is in it, which takes a minute and prints TensorFlow's own log; here they are listed.
"""

from bundle import modules
from PyInstaller.utils.hooks import collect_data_files

hiddenimports = [*modules.within("tensorflow", without=modules.TENSORFLOW_UNUSED), "ml_dtypes"]
warn_on_missing_hiddenimports = False
datas = collect_data_files(
    "tensorflow",
    excludes=["include", "xla_aot_runtime_src", "libtensorflow*", "**/*.lib", "**/*.pyi"],
)

# AutoGraph looks up the sources of its own functions, and complains where there are none.
module_collection_mode = {"tensorflow.python.autograph": "py+pyz"}

# TensorFlow takes the folder of its library for its own, links to it mislead it.
bindepend_symlink_suppression = ["**/libtensorflow_cc.so*", "**/libtensorflow_framework.so*"]
