"""What the frozen application has to do without a display: every command, once."""

import json
import struct
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from bundle.trial_place import ODD
from bundle.trial_program import Program, below, expect, in_time, parsed, running
from cnnlab_gui.core.export.run_kinds import BUNDLE, RUN_EXPORTS
from cnnlab_gui.core.export.table import EXPORTS

RUN = "tried"
DIGITS = ("--dataset", "stroke-digits")
SMALL = ("--preset", "cnn-16", *DIGITS, "--json")
PNG = b"\x89PNG\r\n\x1a\n"
SIDE = 28


def help_(program: Program) -> None:
    expect("train" in program.run("--help"), "its help does not name train")


def wrong_usage(program: Program) -> None:
    said = program.refusal(2, "presets", "--nonsense")
    expect("--nonsense" in said, f"it does not say what is wrong: {said}")


def presets(program: Program) -> None:
    expect("cnn-16" in program.run("presets"), "cnn-16 is not among the presets")


def doctor(program: Program) -> None:
    (found,) = program.lines("doctor", "--json")
    unknown = [name for name, version in found["versions"].items() if version == "unknown"]
    expect(not unknown, f"it does not know its version of {', '.join(unknown)}")
    expect(found["device"] != "none", f"TensorFlow is not there: {found['gpu_reason']}")
    home, resources = found["folders"]["home"], found["folders"]["resources"]
    expect(Path(home).is_relative_to(program.home), f"its home is {home}")
    expect(Path(resources).is_relative_to(program.place.install), f"it takes {resources}")


def train(program: Program) -> None:
    end = program.lines("train", *SMALL, "--limit", "500", "--epochs", "1", "--out", RUN)[-1]
    expect(end["outcome"] == "completed", f"the training {end['outcome']}: {end['detail']}")


def export(program: Program) -> None:
    """Every kind; ONNX only says what else there is, where its packages are left out."""
    endings = {to: kind.ending for to, kind in RUN_EXPORTS.items()}
    endings |= {to: kind.ending for to, kind in EXPORTS.items()}
    for to, ending in endings.items():
        out = program.home / f"{to} {ODD}{ending}"
        words = ("export", RUN, "--to", to, str(out))
        if to == "onnx" and not any(program.place.install.rglob("onnxruntime")):
            said = program.refusal(1, *words)
            expect("Export as" in said and said.count("\n") == 1, f"of ONNX it says: {said}")
            continue
        program.run(*words)
        expect(out.exists(), f"there is no {out.name}")


def import_(program: Program) -> None:
    bundle = program.home / f"{BUNDLE} {ODD}{RUN_EXPORTS[BUNDLE].ending}"
    program.run("import", str(bundle))


def predict(program: Program) -> None:
    image = program.home / f"{ODD}.png"
    image.write_bytes(_seven())
    (found,) = program.lines("predict", "pretrained", str(image), "--json")
    expect(found.get("class") == "7", f"a seven is read as {found}")


def maps(program: Program) -> None:
    out = program.home / "maps.png"
    program.run("maps", RUN, "--images", "0,1", "--out", str(out))
    expect(out.read_bytes().startswith(PNG), "the feature maps are no PNG")


def sweep(program: Program) -> None:
    """Its children are the same program started again."""
    vary = ("--vary", "learning-rate=0.001,0.01", "--seeds", "2")
    end = program.lines("sweep", *SMALL, *vary, "--limit", "300", "--epochs", "1")[-1]
    expect("sentence" in json.dumps(end), f"the sweep has no verdict: {end}")


def runs(program: Program) -> None:
    known = program.lines("runs", "--json")
    expect(len(known) >= 5, f"only {len(known)} runs are there: {known}")
    names = [str(run.get("run", run.get("name"))) for run in known[:2]]
    program.lines("compare", *names, "--json")


def bench(program: Program) -> None:
    """It needs data that is not here, and children, which are tried without it."""
    said = program.refusal(1, "bench", "--quick")
    expect("cnnlab data fetch" in said, f"without data the benchmark says: {said}")
    (found,) = program.lines("bench-import")
    expect(found["tensorflow"] != "unknown", "a child knows no version of TensorFlow")


def kill_and_resume(program: Program) -> None:
    words = ("train", *SMALL, "--limit", "2000", "--epochs", "4", "--out", "killed")
    with program.started(*words) as process:
        assert process.stdout is not None
        for event in map(json.loads, process.stdout):
            if event["event"] == "epoch":
                break
        process.kill()
    end = program.lines("resume", "killed", "--json")[-1]
    expect(end["outcome"] == "completed", f"the resumed training {end['outcome']}")


def killed_sweep(program: Program) -> None:
    """Its children see that it is gone."""
    words = ("sweep", *SMALL, "--vary", "learning-rate=0.001,0.01", "--epochs", "500")
    with program.started(*words) as process:
        assert process.stdout is not None
        expect(next(_with(process.stdout, "epoch"), None), "the sweep ends before it trains")
        children = below(process.pid)
        process.kill()
        process.wait()
        install = program.place.install
        gone = in_time(lambda: not children & running(install).keys())
        expect(gone, f"children of a killed sweep live on: {running(install)}")


def without_stdout(program: Program) -> None:
    for words in (("runs",), ("doctor", "--json"), ("export", RUN, "--to", "keras", "again.keras")):
        program.run(*words, closed=(0, 1))
    expect((program.home / "again.keras").exists(), "without stdout nothing is exported")


CHECKS: dict[str, Callable[[Program], None]] = {
    "--help": help_,
    "wrong usage": wrong_usage,
    "presets": presets,
    "doctor": doctor,
    "train": train,
    "export to every format": export,
    "import": import_,
    "predict": predict,
    "maps": maps,
    "sweep": sweep,
    "runs and compare": runs,
    "bench": bench,
    "kill -9 and resume": kill_and_resume,
    "kill -9 of a sweep": killed_sweep,
    "commands without stdout": without_stdout,
}


def _with(lines: Any, word: str) -> Iterator[str]:
    return (line for line in lines if word in line and parsed(line))


def _seven() -> bytes:
    """A picture of a seven, 28 pixels wide, white on black."""
    rows = [
        bytes(
            255
            * ((4 <= x <= 22 and 4 <= y <= 6) or (y in range(7, 25) and abs(x + y / 2 - 25) < 1.5))
            for x in range(SIDE)
        )
        for y in range(SIDE)
    ]
    header = struct.pack(">IIBBBBB", SIDE, SIDE, 8, 0, 0, 0, 0)
    pixels = zlib.compress(b"".join(b"\0" + row for row in rows))
    chunks = ((b"IHDR", header), (b"IDAT", pixels), (b"IEND", b""))
    return PNG + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )
