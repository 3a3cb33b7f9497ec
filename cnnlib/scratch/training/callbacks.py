"""Callbacks: what happens between the epochs of training, such as to stop early or to change the learning rate."""

import inspect
import math
import numbers

from cnnlib import checks
from cnnlib.scratch.calls import NamesArguments, takes


class Callback(NamesArguments):
    """An object whose methods `fit` calls at the beginning and the end of training and of each epoch.

    A new callback defines those methods that it needs.

    Attributes
    ----------
    model : Model
        The network in training; ``model.stop_training = True`` ends it after the epoch.
    """

    model = None
    adds = None  # the names that it adds to `logs`, if they are known

    def set_model(self, model):
        self.model = model

    def check_names(self, names):
        """Refuse before training what would fail at the end of an epoch; `logs` will have these names."""

    def on_train_begin(self):
        pass

    def on_train_end(self):
        pass

    def on_epoch_begin(self, epoch):
        pass

    def on_epoch_end(self, epoch, logs):
        """`logs` holds the epoch's means by name, such as "loss" and "val_accuracy"; a callback may add to it."""


class History(Callback):
    """What `fit` returns: the means of each epoch.

    Attributes
    ----------
    history : dict of str to list of float
    epoch : list of int
    """

    adds = ()

    def __init__(self):
        self.history, self.epoch = {}, []

    def __repr__(self):
        """The number of epochs, and the means of the last one."""
        last = {name: f"{v[-1]:.4g}" if isinstance(v[-1], numbers.Real) else v[-1] for name, v in self.history.items()}
        parts = {"epochs": len(self.epoch), **last}
        return f"History({', '.join(f'{name}={value}' for name, value in parts.items())})"

    def on_train_begin(self):
        self.history, self.epoch = {}, []

    def on_epoch_end(self, epoch, logs):
        self.epoch.append(epoch)
        for name, value in logs.items():
            self.history.setdefault(name, []).append(value)


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
        Do not watch the epochs before.

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


class LearningRateScheduler(Callback):
    """Set the learning rate before each epoch; the history has it as "learning_rate".

    Parameters
    ----------
    schedule : callable
        ``schedule(epoch)`` or ``schedule(epoch, learning_rate)`` gives the next learning rate; epochs count from 0.
    verbose : {0, 1}
        1 prints it.

    Raises
    ------
    TypeError
        If `schedule` cannot be called so, or, during training, if it does not return a number.
    ValueError
        If `verbose` is neither 0 nor 1, or if `schedule` returns a number below 0.
    """

    adds = ("learning_rate",)

    def __init__(self, schedule, verbose=0):
        self.takes_rate = takes(schedule, 0, 0.1, unknown=False)
        if not self.takes_rate and not takes(schedule, 0, unknown=False):
            needs = "a function of the epoch, or of the epoch and the learning rate; such as lambda epoch: 0.1"
            raise TypeError(f"LearningRateScheduler: schedule is {checks.shown(schedule)}, needs {needs}")
        self.schedule, self.verbose = schedule, check_print("LearningRateScheduler", verbose)

    def on_epoch_begin(self, epoch):
        optimizer = self.model.optimizer
        rate = self.schedule(epoch, optimizer.learning_rate) if self.takes_rate else self.schedule(epoch)
        optimizer.learning_rate = checks.real("LearningRateScheduler", f"schedule({epoch})", rate)
        if self.verbose:
            print(f"Epoch {epoch + 1}: learning rate {optimizer.learning_rate:g}")

    def on_epoch_end(self, epoch, logs):
        logs["learning_rate"] = self.model.optimizer.learning_rate


def check_print(op, verbose):
    if verbose not in (0, 1):
        raise ValueError(f"{op}: verbose is {verbose!r}, needs 0 (silent) or 1 (print)")
    return int(verbose)


def where_from(name):
    """How to get a mean that is missing."""
    if name.startswith("val_"):
        return "; give fit validation_data or validation_split"
    return '; compile with metrics=["accuracy"]' if name == "accuracy" else ""


def as_callbacks(callbacks):
    """A list of callbacks; None stands for none of them."""
    callbacks = [] if callbacks is None else callbacks
    if not isinstance(callbacks, (list, tuple)):
        raise TypeError(f"fit: callbacks is {checks.a_type(callbacks)}, needs a list of callbacks: [callback]")
    for callback in callbacks:
        if not isinstance(callback, Callback):
            got = checks.a_type(callback) if isinstance(callback, type) else checks.shown(callback)
            raise TypeError(f"fit: callbacks holds {got}, needs a Callback, such as EarlyStopping()")
    return callbacks


def tell(callbacks, event, *arguments):
    """Call one method of all callbacks, in their order."""
    for callback in callbacks:
        getattr(callback, event)(*arguments)


def check_callbacks(callbacks, names):
    """Let the callbacks refuse before training what would fail after an epoch; `names` are those of the means."""
    for callback in callbacks:
        _check_events(callback)
        if names is not None:
            callback.check_names(names)
        # A class says itself what it adds to logs. One that does not may add anything: then no name can be refused.
        adds = vars(type(callback)).get("adds")
        names = None if names is None or adds is None else [*names, *adds]


def _check_events(callback):
    """Refuse a method that `fit` would never call, or not with what it takes."""
    for event in [name for name in dir(callback) if name.startswith("on_")]:
        op, method = type(callback).__name__, getattr(callback, event)
        if not hasattr(Callback, event):
            events = ", ".join(name for name in dir(Callback) if name.startswith("on_"))
            raise ValueError(f"{op}: {event} is never called, needs one of {events}")
        arguments = list(inspect.signature(getattr(Callback, event)).parameters)[1:]
        if not takes(method, *arguments):
            needs = f"({', '.join(arguments)})"
            raise TypeError(f"{op}: {event} takes {inspect.signature(method)}, needs {needs} after self")
