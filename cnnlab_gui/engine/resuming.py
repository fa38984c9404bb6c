"""Going on with a run that was paused, stopped or killed."""

from cnnlab_gui.core.control import RunControl
from cnnlab_gui.core.devices import DeviceReport
from cnnlab_gui.core.events import RunFinished
from cnnlab_gui.core.inside.live import LiveWeights
from cnnlab_gui.core.ports import Emit, Library
from cnnlab_gui.core.runs.folder import RunFolder
from cnnlab_gui.core.runs.lock import hold_run
from cnnlab_gui.core.runs.resuming import check_images, check_resumable
from cnnlab_gui.engine.job import TrainingJob


def resume(
    folder: RunFolder,
    library: Library,
    device: DeviceReport,
    emit: Emit,
    control: RunControl,
    live: LiveWeights | None,
) -> RunFinished:
    """Go on with the run in ``folder``, and say how it ended.

    Raises
    ------
    CnnLabError
        It is completed, somebody else trains it, its images are others by now, or its
        folder does not hold what it can go on from. The folder is as it was.
    """
    folder.read_record()  # first: no lock is put where there is no run
    with hold_run(folder.path):
        record, history = folder.read_record(), folder.read_history()
        check_resumable(folder, record, history)
        specification = record.specification
        dataset = library.load(specification.dataset, limit=specification.settings.limit or None)
        check_images(record, dataset)
        job = TrainingJob(specification, dataset, device, emit, control, live)
        return job.resume(folder, record, history)
