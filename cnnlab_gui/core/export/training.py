"""How an exported program trains: its optimizer, its learning rate, and when it ends.

Each epoch is a ``fit`` of its own in a loop, so rules stand in that loop as plain Python.
"""

from collections.abc import Iterable

from cnnlab_gui.core.export.code import literal
from cnnlab_gui.core.schedule import FIRST_SHARE, LAST_SHARE, LEAST_RATE, MOST_RATE, WARM_UP
from cnnlab_gui.core.stopping.rule import (
    NoImprovement,
    NotANumber,
    Reaches,
    StopRule,
    TimeBudget,
    rises,
)
from cnnlab_gui.core.stopping.text import rule_sentence
from cnnlab_gui.core.training import TrainingSettings

INDENT = "    "


def optimizer_lines(settings: TrainingSettings) -> list[str]:
    """The settings that belong to the optimizer and the schedule, as constants."""
    lines = []
    if settings.optimizer == "sgd":
        lines.append(f"MOMENTUM = {literal(settings.momentum)}  # of a correction that goes on")
    if settings.optimizer == "adamw":
        lines.append(f"WEIGHT_DECAY = {literal(settings.weight_decay)}  # shrinks the weights")
    if settings.schedule in ("step", "plateau"):
        what = "each" if settings.schedule == "step" else "without a lower loss"
        lines.append(f"EVERY = {literal(settings.schedule_epochs)}  # epochs, {what}")
        lines.append(f"FACTOR = {literal(settings.schedule_factor)}  # of the rate after them")
    return lines


def optimizer_code(settings: TrainingSettings) -> str:
    """The optimizer as an expression."""
    match settings.optimizer:
        case "adam":
            return "keras.optimizers.Adam(learning_rate=LEARNING_RATE)"
        case "adamw":
            return "keras.optimizers.AdamW(learning_rate=LEARNING_RATE, weight_decay=WEIGHT_DECAY)"
        case "sgd":
            return "keras.optimizers.SGD(learning_rate=LEARNING_RATE, momentum=MOMENTUM)"
        case "rmsprop":
            return "keras.optimizers.RMSprop(learning_rate=LEARNING_RATE)"


def changes_rate(settings: TrainingSettings) -> bool:
    """Whether the learning rate is not the same for all batches."""
    return settings.schedule != "constant" or bool(settings.rate_changes)


def rate_explanation(settings: TrainingSettings) -> str:
    """What the learning rate does, in a sentence or two."""
    match settings.schedule:
        case "constant":
            text = "The learning rate is the same for all batches."
        case "step":
            text = "The learning rate becomes smaller after every so many epochs."
        case "cosine":
            text = "The learning rate follows half a cosine down to almost 0."
        case "one-cycle":
            text = (
                "One cycle (Smith and Topin, 2017): the learning rate goes up for the first 30 % "
                "of all batches, then down along half a cosine."
            )
        case "plateau":
            text = "The learning rate becomes smaller when the validation loss no longer falls."
    if settings.rate_changes:
        text += " It was also changed by hand: what came after was scaled with it."
    return text


def rate_code(settings: TrainingSettings) -> str:
    """``planned_rate(epoch, batch)``, and a callback that sets the rate before each batch."""
    parts = ["\n".join(_planned(settings))]
    rate = "planned_rate(epoch, batch)"
    if settings.rate_changes:
        parts.append("\n".join(_changed(settings)))
        rate = "changed_rate(epoch, batch)"
    parts.append(
        f"""\
class LearningRate(keras.callbacks.Callback):
    def on_train_batch_begin(self, batch, logs=None):
        self.model.optimizer.learning_rate = {rate}  # the loop's epoch"""
    )
    return "\n\n\n".join(parts)


def _planned(settings: TrainingSettings) -> list[str]:
    head = ["def planned_rate(epoch, batch):"]
    least = literal(LEAST_RATE)
    match settings.schedule:
        case "constant":
            body = ["return LEARNING_RATE"]
        case "step":
            power = "FACTOR ** ((epoch - 1) // EVERY)"
            body = [f"return max(LEARNING_RATE * {power}, {least})"]
        case "plateau":
            head = ["lowered = []  # the epochs from which on it is smaller", "", "", *head]
            body = [
                "times = sum(since <= epoch for since in lowered)",
                f"return max(LEARNING_RATE * FACTOR**times, {least})",
            ]
        case "cosine":
            body = [
                "done = ((epoch - 1) * batches + batch) / (EPOCHS * batches)",
                f"return max(LEARNING_RATE * (1 + np.cos(np.pi * done)) / 2, {least})",
            ]
        case "one-cycle":
            first, last = literal(FIRST_SHARE), literal(LAST_SHARE)
            body = [
                "done = (epoch - 1) * batches + batch",
                "if done < warm_up:",
                f"    share = {first} + (1 - {first}) * done / warm_up",
                "else:",
                "    way = (done - warm_up) / (EPOCHS * batches - warm_up)",
                f"    share = {last} + (1 - {last}) * (1 + np.cos(np.pi * way)) / 2",
                f"return max(LEARNING_RATE * share, {least})",
            ]
    if settings.schedule in ("cosine", "one-cycle") or settings.rate_changes:
        steps = ["batches = -(-len(x_train) // BATCH_SIZE)  # in an epoch; the last may be short"]
        if settings.schedule == "one-cycle":
            steps.append(f"warm_up = int({literal(WARM_UP)} * EPOCHS * batches)")
        head = [*steps, "", "", *head]
    return [*head, *(INDENT + line for line in body)]


def _changed(settings: TrainingSettings) -> list[str]:
    changes = sorted(settings.rate_changes, key=lambda change: (change.epoch, change.step))
    return [
        "CHANGES = [  # epoch, batches of it that were done, rate",
        *(f"    ({c.epoch}, {c.step}, {literal(c.rate)})," for c in changes),
        "]",
        "",
        "",
        "def changed_rate(epoch, batch):",
        "    now = rate = planned_rate(epoch, batch)",
        "    for since_epoch, since_batch, wanted in CHANGES:",
        "        if since_batch >= batches:",
        "            since_epoch, since_batch = since_epoch + 1, 0",
        "        if (epoch, batch) >= (since_epoch, since_batch):",
        "            rate = wanted * (now / planned_rate(since_epoch, since_batch))",
        f"    return min(max(rate, {literal(LEAST_RATE)}), {literal(MOST_RATE)})",
    ]


def needs_best(settings: TrainingSettings) -> bool:
    """Whether the program must know which epoch was the best."""
    return any(isinstance(rule, NoImprovement) for rule in settings.stop_when)


BEST_EPOCH = """\
def best_epoch(name):
    sign = 1 if name.endswith("accuracy") else -1  # a loss is better the lower it is
    values = [sign * figures[name] for figures in history]
    return int(np.argmax(np.nan_to_num(values, nan=-np.inf))) + 1"""


def callbacks_line(settings: TrainingSettings) -> list[str]:
    """The argument of ``fit``, where there are callbacks."""
    names = ["LearningRate()"] if changes_rate(settings) else []
    if any(isinstance(rule, NotANumber) for rule in settings.stop_when):
        names.append("keras.callbacks.TerminateOnNaN()")
    return [f"callbacks=[{', '.join(names)}],"] if names else []


def before_lines(settings: TrainingSettings) -> list[str]:
    """What stands before the loop over the epochs."""
    lines = []
    if settings.schedule == "plateau":
        lines.append("lowest, waited = np.inf, 0  # validation loss, and epochs since then")
    if _restored(settings.stop_when):
        lines.append("best_weights = {}")
    if stops_by_time(settings):
        lines.append("started = time.monotonic()")
    return lines


def after_lines(settings: TrainingSettings) -> list[str]:
    """What stands in the loop after each epoch."""
    lines = []
    if settings.schedule == "plateau":
        lines += [
            'if history[-1]["val_loss"] < lowest:',
            '    lowest, waited = history[-1]["val_loss"], 0',
            "else:",
            "    waited += 1",
            "if waited == EVERY:",
            "    lowered.append(epoch + 1)",
            "    waited = 0",
        ]
    for metric in _restored(settings.stop_when):
        lines += [
            f"if best_epoch({literal(metric)}) == epoch:",
            f"    best_weights[{literal(metric)}] = model.get_weights()",
        ]
    if settings.stop_when:
        lines.append("stop = False")
        # Where several hold at once, the first decides which epoch the network goes back to.
        for rule in reversed(settings.stop_when):
            lines += _rule_lines(rule)
        lines += ["if stop:", "    break"]
    return lines


def _restored(rules: Iterable[StopRule]) -> list[str]:
    """The figures whose best epoch's weights must be kept."""
    metrics = [r.metric for r in rules if isinstance(r, NoImprovement) and r.restore_best]
    return list(dict.fromkeys(metrics))


def _rule_lines(rule: StopRule) -> list[str]:
    restore = []
    match rule:
        case Reaches():
            sign = ">=" if rises(rule.metric) else "<="
            condition = f"history[-1][{literal(rule.metric)}] {sign} {literal(rule.value)}"
        case NoImprovement():
            condition = f"epoch - best_epoch({literal(rule.metric)}) >= {literal(rule.epochs)}"
            if rule.restore_best:
                restore = [f"    model.set_weights(best_weights[{literal(rule.metric)}])"]
        case TimeBudget():
            condition = f"time.monotonic() - started >= {literal(rule.seconds)}"
        case NotANumber():
            condition = 'not np.isfinite(history[-1]["loss"])'
    said = literal(f"It ends here: {rule_sentence(_without_restore(rule))}.")
    return [f"if {condition}:", f"    print({said})", *restore, "    stop = True"]


def _without_restore(rule: StopRule) -> StopRule:
    """The line that goes back says it better."""
    if isinstance(rule, NoImprovement):
        return rule.model_copy(update={"restore_best": False})
    return rule


def stops_by_time(settings: TrainingSettings) -> bool:
    """Whether the program must know the time."""
    return any(isinstance(rule, TimeBudget) for rule in settings.stop_when)
