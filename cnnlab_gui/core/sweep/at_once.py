"""How many runs go on at once on this machine."""

from cnnlab_gui.core.memory import available_megabytes

MEGABYTES_PER_JOB = 900  # the workshop's network on all of Fashion-MNIST, at its peak
SPARE_MEGABYTES = 500  # for the window, and whatever else is open
MOST_JOBS = 16
MOST_ON_A_GPU = 2
SPEED_OF_TWO = 1.3  # two runs with a thread each, as against one with two threads


def jobs_here(cores: int, trials: int, *, gpu: bool = False) -> int:
    """How many runs go on at once: one a core, as far as memory goes; at least 1."""
    memory = int((available_megabytes() - SPARE_MEGABYTES) // MEGABYTES_PER_JOB)
    most = MOST_ON_A_GPU if gpu else MOST_JOBS
    return max(1, min(cores, memory, trials, most))


def threads_of(cores: int, jobs: int) -> int:
    """Threads of each run, so that together they do not fight for cores."""
    return max(1, cores // jobs)


def speed_of(jobs: int) -> float:
    """How many runs get done in the time of one that has the machine for itself."""
    return 1.0 + (SPEED_OF_TWO - 1.0) * (1.0 - 1.0 / jobs) * 2.0
