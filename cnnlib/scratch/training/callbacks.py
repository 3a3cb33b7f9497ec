"""Callbacks: what happens between the epochs of training, such as to change the learning rate."""

import inspect
import numbers

from cnnlib import checks, wording
from cnnlib.scratch.layers.layer import Layer
from cnnlib.scratch.signatures import NamesArguments, takes


class Callback(NamesArguments):
    """An object whose methods `fit` calls at the beginning and the end of training and of each epoch.

    A new callback defines those methods that it needs.

    Attributes
    ----------
    model : Model
        The network in training; ``model.stop_training = True`` ends it after the epoch.

    Examples
    --------
    >>> import numpy as np
    >>> from cnnlib import scratch as nn
    >>> network = nn.Sequential([nn.Input((2,)), nn.Dense(1)])
    >>> x, y = np.ones((4, 2), np.float32), np.ones((4, 1), np.float32)
    >>> class Printed(Callback):
    ...     def on_epoch_end(self, epoch, logs):
    ...         print(epoch, list(logs))
    >>> network.compile("sgd", "mse")
    >>> history = network.fit(x, y, epochs=2, verbose=0, callbacks=[Printed()])
    0 ['loss']
    1 ['loss']
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

    Examples
    --------
    >>> import numpy as np
    >>> from cnnlib import scratch as nn
    >>> network = nn.Sequential([nn.Input((2,)), nn.Dense(1)])
    >>> x, y = np.ones((4, 2), np.float32), np.ones((4, 1), np.float32)
    >>> network.compile("sgd", "mse", metrics=["mse"])
    >>> history = network.fit(x, y, epochs=3, verbose=0)
    >>> history.epoch, list(history.history), len(history.history["loss"])
    ([0, 1, 2], ['loss', 'mse'], 3)
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

    Examples
    --------
    >>> import numpy as np
    >>> from cnnlib import scratch as nn
    >>> network = nn.Sequential([nn.Input((2,)), nn.Dense(1)])
    >>> x, y = np.ones((4, 2), np.float32), np.ones((4, 1), np.float32)
    >>> network.compile(nn.SGD(0.1), "mse")
    >>> halved = LearningRateScheduler(lambda epoch, rate: rate / 2)
    >>> network.fit(x, y, epochs=2, verbose=0, callbacks=[halved]).history["learning_rate"]
    [0.05, 0.025]
    """

    adds = ("learning_rate",)

    def __init__(self, schedule, verbose=0):
        self.takes_rate = takes(schedule, 0, 0.1, unknown=False)
        of_arrays = isinstance(schedule, (type, Layer))
        if of_arrays or (not self.takes_rate and not takes(schedule, 0, unknown=False)):
            got = wording.a_type(schedule) if of_arrays else wording.shown(schedule)
            needs = "a function of the epoch, or of the epoch and the learning rate; such as lambda epoch: 0.1"
            raise TypeError(f"LearningRateScheduler: schedule is {got}, needs {needs}")
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
    if not isinstance(verbose, numbers.Real) or verbose not in (0, 1):
        raise ValueError(f"{op}: verbose is {wording.shown(verbose)}, needs 0 (silent) or 1 (print)")
    return int(verbose)


def as_callbacks(callbacks):
    """A list of callbacks; None stands for none of them."""
    callbacks = [] if callbacks is None else callbacks
    if not isinstance(callbacks, (list, tuple)):
        raise TypeError(f"fit: callbacks is {wording.a_type(callbacks)}, needs a list of callbacks: [callback]")
    for callback in callbacks:
        if not isinstance(callback, Callback):
            got = wording.a_type(callback) if isinstance(callback, type) else wording.shown(callback)
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
