"""Saving the weights between the epochs of training."""

import pathlib

from cnnlib import checks, wording
from cnnlib.files import check_place, npz_path
from cnnlib.scratch.training.callbacks import check_print
from cnnlib.scratch.training.monitor import Monitor, where_from


class ModelCheckpoint(Monitor):
    """Save the weights after each epoch, or only after those that are better than all before.

    Parameters
    ----------
    filepath : str or path
        Ends in .npz; may hold the epoch, counted from 1, and the means: "lenet-{epoch:02d}-{val_loss:.3f}.npz". Missing
        folders are made.
    monitor, mode
        As `EarlyStopping`; without effect if `save_best_only` is False.
    verbose : {0, 1}
        1 prints what was saved.
    save_best_only : bool
    save_weights_only : bool
        Must be True: the weights are saved, not the network.

    Raises
    ------
    ValueError
        As `EarlyStopping`, and if `save_weights_only` is not True, or if `filepath` cannot be filled in.
    TypeError
        As `EarlyStopping`.
    OSError
        Before training, if nothing can be written to `filepath`.

    Examples
    --------
    >>> import os, tempfile
    >>> import numpy as np
    >>> from cnnlib import scratch as nn
    >>> network = nn.Sequential([nn.Input((2,)), nn.Dense(1)])
    >>> x, y = np.ones((4, 2), np.float32), np.ones((4, 1), np.float32)
    >>> network.compile("sgd", "mse")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     keep = ModelCheckpoint(os.path.join(folder, "{epoch:02d}.npz"), save_weights_only=True)
    ...     history = network.fit(x, y, epochs=2, verbose=0, callbacks=[keep])
    ...     sorted(os.listdir(folder))
    ['01.npz', '02.npz']
    """

    adds = ()

    def __init__(
        self, filepath, monitor="val_loss", verbose=0, save_best_only=False, save_weights_only=False, mode="auto"
    ):
        super().__init__(monitor, mode)
        if save_weights_only is not True:
            raise ValueError(
                f"ModelCheckpoint: save_weights_only is {wording.shown(save_weights_only)}, needs True; "
                "weights are saved, networks are built by their code"
            )
        self.save_weights_only = save_weights_only
        self.filepath = str(npz_path("ModelCheckpoint", filepath))
        self.verbose = check_print("ModelCheckpoint", verbose)
        self.save_best_only = checks.flag("ModelCheckpoint", "save_best_only", save_best_only)
        self.best = None

    def check_names(self, names):
        if self.save_best_only:
            super().check_names(names)
        self._place(self._path(epoch=1, **dict.fromkeys(names, 1.0)))

    def on_epoch_end(self, epoch, logs):
        if self.save_best_only:
            value = self.current(logs)
            if not self.better(value, self.best):
                return
            self.best = value
        path = self._place(self._path(epoch=epoch + 1, **logs))
        self.model.save_weights(path)
        if self.verbose:
            print(f"Epoch {epoch + 1}: saved {path}")

    def _place(self, path):
        """The path, after its folder has been made."""
        path = pathlib.Path(path)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            problem = f"the folder {error.filename!r} cannot be made ({error.strerror})"
            raise type(error)(f"ModelCheckpoint: filepath is {self.filepath!r}, but {problem}") from None
        check_place("ModelCheckpoint", path)
        return path

    def _path(self, **values):
        try:
            return self.filepath.format(**values)
        except KeyError as error:
            fix = where_from(str(error.args[0]))
            raise ValueError(
                f"ModelCheckpoint: filepath is {self.filepath!r}, needs names from {', '.join(sorted(values))}{fix}"
            ) from None
        except (ValueError, IndexError, AttributeError, TypeError) as error:
            raise ValueError(
                f"ModelCheckpoint: filepath is {self.filepath!r}, which cannot be filled in ({error}); "
                "needs fields such as {epoch:02d} and {loss:.3f}"
            ) from None
