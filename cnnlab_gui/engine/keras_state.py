"""What Keras keeps once for the whole process, and who may touch it.

Names of layers, the precision and the calls under way are kept for each thread, but
``clear_session`` throws them away for all of them, also in the middle of a network that
another thread is building. And a layer without a seed takes one from Python's own random
numbers, which a training has seeded.
"""

import threading

# Held to clear, to seed and to build. Not held to train: only a training clears, and there
# is one at a time.
BUILDING = threading.RLock()
