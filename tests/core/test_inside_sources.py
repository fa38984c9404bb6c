"""Where the weights of a network come from that is looked into, and which are kept."""

import os
import shutil
from typing import Any

import numpy as np
import pytest

from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.inside.live import LiveMoment
from cnnlab_gui.core.inside.sources import KEPT_STATES, Live, Snapshot, States, Untrained
from cnnlab_gui.core.runs.folder import RunFolder
from tests.core.asker_parts import Asker, weight_of
from tests.core.inside_parts import (
    CONVOLUTION,
    CountingEngine,
    network,
    weights_of,
)

# Where weights come from


def test_that_an_epoch_has_the_weights_of_its_snapshot(asker: Asker) -> None:
    for epoch in range(3):
        asker.keep(epoch, 10 + epoch)
    assert [weight_of(asker.look(asker.epoch(epoch))) for epoch in (2, 0, 1)] == [12, 10, 11]
    assert asker.engine.seeds == []


def test_that_a_snapshot_is_read_once(asker: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []
    read_snapshot = RunFolder.read_snapshot

    def noting(folder: RunFolder, epoch: int, architecture: Architecture) -> Any:
        read.append(epoch)
        return read_snapshot(folder, epoch, architecture)

    monkeypatch.setattr(RunFolder, "read_snapshot", noting)
    asker.keep(0, 1)
    asker.keep(1, 2)
    for epoch in (0, 1, 0, 1):
        asker.look(asker.epoch(epoch))
    assert read == [0, 1]


def test_that_a_run_that_took_a_deleted_ones_name_is_read_anew(asker: Asker) -> None:
    asker.keep(1, 5, changed=10**18)
    assert weight_of(asker.look(asker.epoch(1))) == 5
    shutil.rmtree(asker.run)
    asker.keep(1, 6, changed=10**18 + 1)
    seen = asker.look(asker.epoch(1))
    assert weight_of(seen) == 6
    assert len(asker.engine.shown) == 2
    np.testing.assert_allclose(
        seen.outputs.of(CONVOLUTION)[0, 0, 0, 1], asker.data.x_test[0].mean() + 6, rtol=1e-6
    )


def test_that_a_deleted_run_is_not_seen_out_of_what_was_kept(asker: Asker) -> None:
    asker.keep(1, 5, changed=10**18)
    asker.look(asker.epoch(1))
    shutil.rmtree(asker.run)
    with pytest.raises(CnnLabError, match="deleted or moved"):
        asker.look(asker.epoch(1))


def test_that_each_moment_of_a_training_is_another_network(asker: Asker) -> None:
    moments = [LiveMoment(1, step, weights_of(asker.architecture, step)) for step in (5, 9)]
    for moment in (*moments, moments[0]):
        seen = asker.look(Live(moment, asker.architecture))
        assert weight_of(seen) == moment.step
    assert asker.engine.seeds == []


def test_that_one_moment_is_one_network_whoever_asks() -> None:
    states, moment = States(), LiveMoment(1, 5, weights_of(network(), 5))
    first, again = (states.of(Live(moment, network()), CountingEngine()) for _ in range(2))
    assert first is again


def test_that_a_stopped_epoch_has_the_weights_it_was_stopped_with(asker: Asker) -> None:
    asker.keep(0, 3)
    asker.keep(2, 4)
    RunFolder(asker.run).write_unfinished(weights_of(asker.architecture, 9))
    stopped = Snapshot(asker.run, 2, asker.architecture, unfinished=True)
    assert weight_of(asker.look(stopped)) == 9
    assert weight_of(asker.look(asker.epoch(2))) == 4
    path = RunFolder(asker.run).unfinished_path
    RunFolder(asker.run).write_unfinished(weights_of(asker.architecture, 10))
    os.utime(path, ns=(10**18, 10**18))
    assert weight_of(asker.look(stopped)) == 10


def test_that_the_states_used_last_are_kept_and_no_more() -> None:
    states, engine = States(), CountingEngine()
    sources = [Untrained(network(), seed) for seed in range(KEPT_STATES + 1)]
    for source in sources[:-1]:
        states.of(source, engine)
    states.of(sources[0], engine)  # used again, so it is not the one that has to go
    states.of(sources[-1], engine)
    made = list(range(KEPT_STATES + 1))
    assert engine.seeds == made
    for source in (sources[0], *sources[2:]):
        states.of(source, engine)
    assert engine.seeds == made
    states.of(sources[1], engine)
    assert engine.seeds == [*made, 1]


def test_that_states_of_one_source_have_one_key_and_others_another() -> None:
    states, engine = States(), CountingEngine()
    one, again = Untrained(network(), 1), Untrained(network(), 1)
    assert states.of(one, engine).key == states.of(again, engine).key
    assert states.of(one, engine).key != states.of(Untrained(network(), 2), engine).key
