"""Training and measuring a network, called as in Keras."""

import numpy as np

from cnnlib import checks
from cnnlib.scratch import seed as seeds
from cnnlib.scratch.calls import naming_its_arguments
from cnnlib.scratch.layers.symbol import as_list
from cnnlib.scratch.training.callbacks import Callback, History, check_callbacks
from cnnlib.scratch.training.losses import Goal
from cnnlib.scratch.training.metrics import Means
from cnnlib.scratch.training.optimizer import get_optimizer
from cnnlib.scratch.training.progress import Progress, check_verbose


class Trainer:
    """The part of `Model` that trains and measures it."""

    optimizer, history, stop_training, _compiled = None, None, False, None

    @naming_its_arguments
    def compile(self, optimizer="rmsprop", loss=None, loss_weights=None, metrics=None):
        """Choose how to train.

        Parameters
        ----------
        optimizer : Optimizer or str
        loss : loss or list of them, one an output
            Such as ``SparseCategoricalCrossentropy(from_logits=True)``.
        loss_weights : list of float, optional
            What each output's loss counts for in the sum.
        metrics : list, optional
            ``["accuracy"]``; for several outputs a list with one entry each.

        Raises
        ------
        ValueError, TypeError
            If an argument is not one of these.
        """
        self.optimizer = get_optimizer("compile", optimizer)
        self._compiled = Goal(loss, loss_weights, metrics)

    @naming_its_arguments
    def fit(
        self,
        x=None,
        y=None,
        batch_size=None,
        epochs=1,
        verbose="auto",
        callbacks=None,
        *,
        validation_data=None,
        shuffle=True,
        validation_batch_size=None,
    ):
        """Train on examples, in batches.

        Parameters
        ----------
        x : ndarray, or list of them for several inputs
        y : ndarray, or list of them for several outputs
        batch_size : int, optional
            32 if not given. The last batch of an epoch may be smaller.
        epochs : int
        verbose : {"auto", 0, 1, 2}
            Silent, a progress bar (tqdm), a line an epoch; "auto" is a bar where tqdm is installed, else lines.
        callbacks : list of Callback, optional
        validation_data : (x, y), optional
            Measured after each epoch.
        shuffle : bool
            Draw a new order of the examples for each epoch; `set_random_seed` makes it repeat itself.
        validation_batch_size : int, optional

        Returns
        -------
        History
            ``history.history["loss"]`` and so on, a number an epoch: means over the epoch's batches, each
            measured before its step, as in Keras.

        Raises
        ------
        ValueError, TypeError
            If the network is not compiled or an argument does not fit; nothing is trained then.
        """
        verbose, size = check_verbose("fit", verbose), _batch_size("fit", "batch_size", batch_size)
        validation_size = _batch_size("fit", "validation_batch_size", validation_batch_size, size)
        epochs, shuffle = checks.whole("fit", "epochs", epochs, minimum=0), checks.flag("fit", "shuffle", shuffle)
        n, goal = self._ready("fit", x, y)
        if validation_data is not None:
            self._ready("fit: validation_data", *_x_and_y(validation_data))
        self.history, self.stop_training = History(), False
        callbacks = [*_callbacks(callbacks), self.history]
        names = Means(goal).by_name()
        check_callbacks(callbacks, [*names, *(f"val_{name}" for name in names if validation_data is not None)])
        _tell(callbacks, "set_model", self)
        _tell(callbacks, "on_train_begin")
        for epoch in range(epochs):
            _tell(callbacks, "on_epoch_begin", epoch)
            order = seeds.generator().permutation(n) if shuffle else None
            means, bar = Means(goal), Progress(f"Epoch {epoch + 1}/{epochs}", -(-n // size), verbose)
            for x_batch, y_batch in _batches(n, size, order, x, y):
                means.add(*self._step(goal, x_batch, y_batch))
                bar.step(means)
            logs = means.by_name()
            if validation_data is not None:
                measured = self._measure(goal, *validation_data, validation_size)
                logs |= {f"val_{name}": value for name, value in measured.by_name().items()}
            _tell(callbacks, "on_epoch_end", epoch, logs)
            bar.end(logs)
            if self.stop_training:
                break
        _tell(callbacks, "on_train_end")
        return self.history

    @naming_its_arguments
    def evaluate(self, x=None, y=None, batch_size=None, verbose="auto", *, return_dict=False):
        """Measure loss and metrics on examples. Parameters as `fit`.

        Returns
        -------
        float, list or dict
            The loss; with metrics or several outputs a list: the loss, that of each output, the metrics; with
            `return_dict` all of them by name.
        """
        return_dict = checks.flag("evaluate", "return_dict", return_dict)
        verbose, size = check_verbose("evaluate", verbose), _batch_size("evaluate", "batch_size", batch_size)
        n, goal = self._ready("evaluate", x, y)
        bar = Progress("Evaluation", -(-n // size), verbose)
        means = self._measure(goal, x, y, size, bar)
        bar.end(means.by_name())
        if return_dict:
            return means.by_name()
        values = means.values()
        return values if len(values) > 1 else values[0]

    @naming_its_arguments
    def predict(self, x, batch_size=None, verbose="auto"):
        """The outputs for examples, batch by batch, in inference mode. Parameters as `fit`."""
        n, size = self._count("predict", x), _batch_size("predict", "batch_size", batch_size)
        bar, parts = Progress("Prediction", -(-n // size), check_verbose("predict", verbose) % 2), []
        for (x_batch,) in _batches(n, size, None, x):
            parts.append(as_list(self.forward(x_batch, keep=False)[0]))
            bar.step()
        bar.end({})
        outputs = [np.concatenate(part) for part in zip(*parts)]
        return outputs if self._gives_list else outputs[0]

    def _step(self, goal, x, y):
        """One step of the optimizer. Returns labels, outputs and losses, as they were before it."""
        outputs, kept = self.forward(x, training=True)
        outputs, labels = as_list(outputs), as_list(y)
        losses = goal.losses_of(labels, outputs)
        d_outputs = goal.backward(labels, outputs)
        d_out = d_outputs if self._gives_list else d_outputs[0]
        _, gradients = self.backward(d_out, kept, input_gradient=False)
        self.optimizer.apply(list(gradients.values()), self.trainable_variables)
        return labels, outputs, losses

    def _measure(self, goal, x, y, size, bar=None):
        means = Means(goal)
        for x_batch, y_batch in _batches(len(as_list(x)[0]), size, None, x, y):
            outputs, labels = as_list(self.forward(x_batch, keep=False)[0]), as_list(y_batch)
            means.add(labels, outputs, goal.losses_of(labels, outputs))
            if bar is not None:
                bar.step(means)
        return means

    def _ready(self, op, x, y):
        """How many examples there are, and the goal, once it is certain that all of them fit the network and the goal."""
        n = self._count(op, x, y)
        if self._compiled is None:
            raise ValueError(f"{op}: the network is not compiled; call compile(optimizer=…, loss=…) first")
        goal = self._compiled.for_outputs(self.outputs)
        goal.check(as_list(y), n)
        return n, goal

    def _count(self, op, x, *truth):
        """How many examples there are, once it is certain that they fit the network; `truth` is y, where there is one."""
        if not self.built:
            checks.check_arrays(op, x=x)
            self.forward(x[:1], keep=False)  # a Sequential without Input is built by the first it sees
        n = len(self._check_inputs(x)[0])
        if n == 0:
            raise ValueError(f"{op}: x has no examples, needs one at least")
        _check_count(op, "x", x, self._takes_list, len(self.inputs), n)
        for y in truth:
            _check_count(op, "y", y, self._gives_list, len(self.outputs), n)
        return n


def _check_count(op, name, arrays, takes_list, count, n):
    """Refuse what is not an array of n examples, or not a list of so many."""
    if takes_list != isinstance(arrays, (list, tuple)) or len(as_list(arrays)) != count:
        needs = f"a list of {count} arrays" if takes_list else "one array"
        got = f"a list of {len(arrays)}" if isinstance(arrays, (list, tuple)) and takes_list else checks.a_type(arrays)
        raise ValueError(f"{op}: {name} is {got}, needs {needs}")
    for i, array in enumerate(as_list(arrays)):
        which = f"{name}[{i}]" if takes_list else name
        if not isinstance(array, np.ndarray):
            fix = "" if array is None else f": np.array({which})"
            raise TypeError(f"{op}: {which} is {checks.a_type(array)}, needs an array{fix}")
        if array.ndim == 0:
            raise ValueError(f"{op}: {which} is a single number, needs an array with one entry for each example of x")
        if len(array) != n:
            raise ValueError(f"{op}: {which} has {checks.plural(len(array), 'example')}, but x has {n}")


def _x_and_y(validation_data):
    if not isinstance(validation_data, (list, tuple)) or len(validation_data) != 2:
        got = checks.a_type(validation_data)
        got += f" of {len(validation_data)}" if isinstance(validation_data, (list, tuple)) else ""
        raise ValueError(f"fit: validation_data is {got}, needs a pair (x, y)")
    return validation_data


def _callbacks(callbacks):
    callbacks = [] if callbacks is None else callbacks
    if not isinstance(callbacks, (list, tuple)):
        raise TypeError(f"fit: callbacks is {checks.a_type(callbacks)}, needs a list of callbacks: [callback]")
    for one in callbacks:
        if not isinstance(one, Callback):
            got = f"the class {one.__name__}" if isinstance(one, type) else checks.shown(one)
            raise TypeError(f"fit: callbacks holds {got}, needs a Callback, such as EarlyStopping()")
    return callbacks


def _batches(n, size, order, *data):
    """Slices of each array, or of each array in a list of them; in the given order, or as they stand without a copy."""
    for start in range(0, n, size):
        part = slice(start, start + size) if order is None else order[start : start + size]
        yield tuple([a[part] for a in one] if isinstance(one, (list, tuple)) else one[part] for one in data)


def _batch_size(op, name, value, default=32):
    return default if value is None else checks.whole(op, name, value, minimum=1)


def _tell(callbacks, event, *arguments):
    for callback in callbacks:
        getattr(callback, event)(*arguments)
