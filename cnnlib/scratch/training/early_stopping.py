"""Early stopping: training ends when a mean no longer improves."""

import math

from cnnlib import checks
from cnnlib.scratch.training.callbacks import check_print
from cnnlib.scratch.training.monitor import Monitor


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

    Examples
    --------
    >>> import numpy as np
    >>> from cnnlib import scratch as nn
    >>> network = nn.Sequential([nn.Input((2,)), nn.Dense(1)])
    >>> x, y = np.ones((4, 2), np.float32), np.ones((4, 1), np.float32)
    >>> network.compile(nn.SGD(0.0), "mse")  # whose steps change nothing
    >>> stop = EarlyStopping("loss", patience=2)
    >>> network.fit(x, y, epochs=9, verbose=0, callbacks=[stop]).epoch
    [0, 1, 2]
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
