"""What tells some runs from each other, in a few words for each."""

from collections import Counter
from collections.abc import Sequence

from cnnlab_gui.bridge.translation import translated
from cnnlab_gui.core.compare.differences import differences
from cnnlab_gui.core.runs.summary import RunSummary


def told_apart(runs: Sequence[RunSummary]) -> dict[str, str]:
    """By the name of each run: ``filters 16 · seed 0``, where that is shorter than the name.

    Where it is not, or several runs would be called the same, it is the name.
    """
    varied = differences(runs)
    texts = [
        " · ".join(f"{translated(factor)} {values[at]}" for factor, values in varied.items())
        for at in range(len(runs))
    ]
    seen = Counter(texts)
    return {
        run.name: text if text and seen[text] == 1 and len(text) < len(run.name) else run.name
        for run, text in zip(runs, texts, strict=True)
    }
