"""Early stopping, and what a callback does that watches whether a mean improves."""

import math

from cnnlib import checks
from cnnlib.scratch.training.callbacks import Callback, check_print

# Whether a mean is to fall or to rise, by the last word of its name.
MODES = {"loss": "min", "error": "min", "mse": "min", "accuracy": "max", "acc": "max"}


class Monitor(Callback):
    """A callback that watches one of the means, and whether it improves."""

    def __init__(self, monitor, mode, min_delta=0):
        op = type(self).__name__
        if not isinstance(monitor, str):
            raise TypeError(f'{op}: monitor is {monitor!r}, needs a name, such as "val_loss"')
        if mode not in ("auto", "min", "max"):
            raise ValueError(f'{op}: mode is {mode!r}, needs "auto", "min" or "max"')
        wanted = MODES.get(monitor.rpartition("_")[2], mode) if mode == "auto" else mode
        if wanted == "auto":
            raise ValueError(f'{op}: mode is "auto", but monitor is {monitor!r}; give mode="min" or mode="max"')
        self.monitor, self.mode, self.sign = monitor, mode, 1 if wanted == "max" else -1
        self.min_delta = abs(checks.real(op, "min_delta", min_delta, minimum=-math.inf))

    def check_names(self, names):
        if self.monitor not in names:
            fix = where_from(self.monitor)
            raise ValueError(
                f"{type(self).__name__}: monitor is {self.monitor!r}, needs one of {', '.join(sorted(names))}{fix}"
            )

    def current(self, logs):
        self.check_names(logs)
        return logs[self.monitor]

    def better(self, value, reference):
        return reference is None or self.sign * (value - reference) > self.min_delta


class EarlyStopping(Monitor):
    """End training when a mean has stopped improving.

    Parameters
    ----------
    monitor : str
        Such as "val_loss" or "val_accuracy".
    min_delta : float
        Improvements up to this size do not count.
    patience : int
        Number of epochs without improvement to wait before stopping.
    verbose : {0, 1}
        1 prints when training was stopped.
    mode : {"auto", "min", "max"}
        Whether smaller or larger is better; "auto" finds out by the name of a loss or an accuracy.
    baseline : float, optional
        Value that must be beaten first.
    restore_best_weights : bool
        Go back to the best epoch's weights at the end.
    start_from_epoch : int
        Ignore the epochs before.

    Raises
    ------
    ValueError, TypeError
        If an argument is not one of these, or, during training, if nothing has the name `monitor`.

    References
    ----------
    L. Prechelt, "Early stopping, but when?", 1998.
    """

    adds = ()

    def __init__(
        self,
        monitor="val_loss",
        min_delta=0,
        patience=0,
        verbose=0,
        mode="auto",
        baseline=None,
        restore_best_weights=False,
        start_from_epoch=0,
    ):
        super().__init__(monitor, mode, min_delta)
        self.patience = checks.whole("EarlyStopping", "patience", patience, minimum=0)
        self.start_from_epoch = checks.whole("EarlyStopping", "start_from_epoch", start_from_epoch, minimum=0)
        self.verbose = check_print("EarlyStopping", verbose)
        self.baseline = baseline if baseline is None else checks.real("EarlyStopping", "baseline", baseline, -math.inf)
        self.restore_best_weights = checks.flag("EarlyStopping", "restore_best_weights", restore_best_weights)

    def on_train_begin(self):
        self.wait, self.stopped_epoch, self.best, self.best_epoch, self.best_weights = 0, 0, None, 0, None

    def on_epoch_end(self, epoch, logs):
        value = self.current(logs)
        if epoch < self.start_from_epoch:
            return
        self.wait += 1
        if self.better(value, self.best):
            self.best, self.best_epoch = value, epoch
            if self.restore_best_weights:
                self.best_weights = self.model.get_weights()
            if self.better(value, self.baseline):
                self.wait = 0
            return
        if self.wait >= self.patience and epoch > 0:
            self.stopped_epoch, self.model.stop_training = epoch, True

    def on_train_end(self):
        if self.stopped_epoch and self.verbose:
            print(f"Epoch {self.stopped_epoch + 1}: early stopping")
        if self.best_weights is not None:
            self.model.set_weights(self.best_weights)


def where_from(name):
    """How to get a mean that is missing."""
    if name.startswith("val_"):
        return "; give fit validation_data or validation_split"
    return '; compile with metrics=["accuracy"]' if name == "accuracy" else ""
