"""How many runs go on at once on this machine."""

from cnnlab_gui.core.memory import available_megabytes

MEGABYTES_PER_JOB = 900  # the workshop's network on all of Fashion-MNIST, at its peak
SPARE_MEGABYTES = 500  # for the window, and whatever else is open
MOST_JOBS = 16
MOST_ON_A_GPU = 2
GAIN = 0.6  # measured: two runs with a thread each are 1.5 times one with two threads


def jobs_here(cores: int, trials: int, *, gpu: bool = False) -> int:
    """How many runs go on at once: one a core, as far as memory goes; at least 1."""
    memory = int((available_megabytes() - SPARE_MEGABYTES) // MEGABYTES_PER_JOB)
    most = MOST_ON_A_GPU if gpu else MOST_JOBS
    return max(1, min(cores, memory, trials, most))


def threads_of(cores: int, jobs: int, *, deterministic: bool) -> int | None:
    """Threads of each run, so that together they do not fight for cores; None for all.

    How many share a sum decides its last digits: a run that is to be repeatable gets as many
    as it would have alone.
    """
    return None if deterministic or jobs == 1 else max(1, cores // jobs)


def speed_of(jobs: int) -> float:
    """How many runs get done in the time of one that has the machine for itself.

    Small networks leave cores idle when each has all of them.
    """
    return float(jobs**GAIN)
