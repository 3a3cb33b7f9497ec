"""Training and measuring a network, called as in Keras."""

import numpy as np

from cnnlib import checks
from cnnlib.scratch.layers.verbs import check_call, named
from cnnlib.scratch.network.passes import backward_pass, forward_pass
from cnnlib.scratch.signatures import naming_its_arguments
from cnnlib.scratch.training.callbacks import History, as_callbacks, check_callbacks, tell
from cnnlib.scratch.training.compiled_losses import CompiledLosses, check_compiled
from cnnlib.scratch.training.examples import Examples, as_arrays, as_batch_size, as_validation_data, check_lengths
from cnnlib.scratch.training.means import Means
from cnnlib.scratch.training.optimizers import get_optimizer
from cnnlib.scratch.training.progress import Progress, check_verbose
from cnnlib.scratch.training.sample_weight import as_sample_weights, weights_of_classes


class Trainer:
    """The part of `Model` that trains and measures it.

    Notes
    -----
    It needs of the class that mixes it in, and does not write:

    - the graph: `calls`, in order, from `inputs` to `outputs`, which are lists of symbols; `_takes_list` and
      `_gives_list`, whether a caller gives and gets lists; `dtype`, and `built`, False for a network without Input;
    - the weights: `trainable_variables`, the same by name in `named_trainable_variables`, their `named_regularizers`,
      and the penalties of these, `losses`;
    - two methods: `forward`, whose first call builds such a network, and `_check_inputs`, which gives a list of arrays
      or refuses what the network cannot be called on.
    """

    optimizer, history, stop_training, _compiled = None, None, False, None

    @naming_its_arguments
    def compile(self, optimizer="rmsprop", loss=None, loss_weights=None, metrics=None):
        """Choose how to train.

        Parameters
        ----------
        optimizer : Optimizer or str
            Such as ``Adam(0.001)`` or "adam".
        loss : Loss or str, or a list of them, one an output
            Such as ``SparseCategoricalCrossentropy(from_logits=True)`` or "mse".
        loss_weights : list of float, optional
            How much each output's loss counts in the sum.
        metrics : str, metric or list, optional
            Such as "accuracy"; for several outputs a list with an entry for each, which may be a list or None.
            "accuracy" is the accuracy that fits the labels: sparse for integers, categorical for rows, binary for one
            output.

        Raises
        ------
        ValueError, TypeError
            If an argument is not one of these.
        """
        self.optimizer = get_optimizer("compile", optimizer)
        self._compiled = check_compiled(loss, loss_weights, metrics)

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
        validation_split=0.0,
        validation_data=None,
        shuffle=True,
        class_weight=None,
        sample_weight=None,
        validation_batch_size=None,
    ):
        r"""Train on examples, in batches.

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
        validation_split : float
            The part of the examples that is held out of training and measured after each epoch: the last ones, as they
            stand before they are shuffled.
        validation_data : (x, y) or (x, y, sample_weight), optional
            Other examples to measure after each epoch.
        shuffle : bool
            Draw a new order of the examples for each epoch; after the same `set_random_seed` it is the same.
        class_weight : dict of int to float, optional
            How much the examples of each class count in the loss; 1 where it says nothing. For one output.
        sample_weight : ndarray, shape (batch,), or list of them for several outputs, optional
            How much each example counts in the loss.
        validation_batch_size : int, optional
            `batch_size` if not given.

        Returns
        -------
        History
            ``history.history["loss"]`` and so on, a number an epoch: means over the epoch's examples,
            measured before the step of their batch, as in Keras.

        Raises
        ------
        ValueError, TypeError
            If the network is not compiled or an argument does not fit; nothing is trained then.

        Notes
        -----
        With weights, the loss of a batch is :math:`\frac1B \sum_b w_b L_b`: divided by the number of examples, not by
        the sum of the weights, as in Keras. Metrics leave the weights out; the penalties of regularizers are added.
        """
        verbose = check_verbose("fit", verbose)
        size = as_batch_size("fit", "batch_size", batch_size)
        validation_size = as_batch_size("fit", "validation_batch_size", validation_batch_size, size)
        epochs = checks.whole("fit", "epochs", epochs, minimum=0)
        shuffle = checks.flag("fit", "shuffle", shuffle)
        examples, losses = self._ready("fit", x, y, sample_weight, size)
        examples, validation = self._hold_out(examples, validation_split, validation_data, validation_size)
        if class_weight is not None:
            examples.sample_weight = weights_of_classes("fit", class_weight, examples, self.outputs)
        _ = self.optimizer.learning_rate  # refused at once, where a schedule gives something that is not a rate
        callbacks = self._start(callbacks, losses, validation)
        for epoch in range(epochs):
            tell(callbacks, "on_epoch_begin", epoch)
            bar = Progress(f"Epoch {epoch + 1}/{epochs}", examples.n_batches, verbose)
            logs = self._train_epoch(losses, examples, shuffle, bar).by_name()
            if validation is not None:
                measured = self._measure(losses, validation).by_name()
                logs |= {f"val_{name}": value for name, value in measured.items()}
            tell(callbacks, "on_epoch_end", epoch, logs)
            bar.end(logs)
            if self.stop_training:
                break
        tell(callbacks, "on_train_end")
        return self.history

    def _train_epoch(self, losses, examples, shuffle, bar):
        """Train on each batch once. Returns the means over the examples."""
        means = Means(losses)
        for batch in examples.batches(shuffle):
            means.add(batch, *self._train_batch(losses, batch))
            bar.step(means)
        return means

    def _train_batch(self, losses, batch):
        """One step: forward, loss, backward, update. Returns the outputs and losses that the update was made from."""
        outputs, kept = self._forward(batch, training=True, keep=True)
        values, penalty = losses.values(batch, outputs), self._penalty()
        gradients = self._backward(losses.gradients(batch, outputs), kept)
        self.optimizer.apply(gradients, self.trainable_variables)
        return outputs, values, penalty

    def _forward(self, batch, training=False, keep=False):
        """The outputs of a batch and, if it is wanted (`keep`), what the backward pass needs."""
        return forward_pass(self.calls, self.inputs, self.outputs, batch.x, training, keep)

    def _backward(self, d_outputs, kept):
        """The gradients of losses and penalty for the trainable variables; those for the inputs are not wanted."""
        _, gradients = backward_pass(self.calls, self.inputs, self.outputs, d_outputs, kept, input_gradient=False)
        variables = self.named_trainable_variables
        for name, regularizer in self.named_regularizers.items():
            w = variables[name]
            gradients[id(w)] = gradients[id(w)] + regularizer.backward(w)
        return [gradients[id(w)] for w in variables.values()]

    def _penalty(self):
        """What the regularizers add to the loss."""
        return sum(map(float, self.losses))

    @naming_its_arguments
    def evaluate(self, x=None, y=None, batch_size=None, verbose="auto", *, sample_weight=None, return_dict=False):
        """Measure loss and metrics on examples. Parameters as `fit`.

        Returns
        -------
        float, list or dict
            The loss; with metrics or several outputs a list: the loss, that of each output, the metrics; with
            `return_dict` all of them by name.
        """
        return_dict = checks.flag("evaluate", "return_dict", return_dict)
        verbose = check_verbose("evaluate", verbose)
        size = as_batch_size("evaluate", "batch_size", batch_size)
        examples, losses = self._ready("evaluate", x, y, sample_weight, size)
        bar = Progress("Evaluation", examples.n_batches, verbose)
        means = self._measure(losses, examples, bar)
        bar.end(means.by_name())
        if return_dict:
            return means.by_name()
        values = means.values()
        return values if len(values) > 1 else values[0]

    def _measure(self, losses, examples, bar=None):
        """The means over the examples, in inference mode."""
        means, penalty = Means(losses), self._penalty()
        for batch in examples.batches():
            outputs, _ = self._forward(batch)
            means.add(batch, outputs, losses.values(batch, outputs), penalty)
            if bar is not None:
                bar.step(means)
        return means

    @naming_its_arguments
    def predict(self, x, batch_size=None, verbose="auto"):
        """The outputs for examples, batch by batch, in inference mode. Parameters as `fit`."""
        examples = self._examples("predict", x, as_batch_size("predict", "batch_size", batch_size))
        verbose = check_verbose("predict", verbose) % 2  # a line an epoch says nothing of a prediction
        bar, parts = Progress("Prediction", examples.n_batches, verbose), []
        for batch in examples.batches():
            parts.append(self._forward(batch)[0])
            bar.step()
        bar.end({})
        outputs = [np.concatenate(part) for part in zip(*parts)]
        return outputs if self._gives_list else outputs[0]

    def _examples(self, op, x, size):
        """The inputs in batches of this size, once it is certain that they fit the network."""
        if not self.built:
            checks.check_arrays(op, x=x)
            check_call(op, x, training=False)
            self.forward(x[:1], keep=False)  # a Sequential without Input is built by the first it sees
        arrays = self._check_inputs(x, op)
        if len(arrays[0]) == 0:
            raise ValueError(f"{op}: x has no examples, needs one at least")
        check_lengths(op, "x", x, len(arrays[0]))
        return Examples(arrays, size)

    def _ready(self, op, x, y, sample_weight, size):
        """Examples and losses, once it is certain that they fit: from here on, no label is checked again."""
        examples = self._examples(op, x, size)
        n, count = len(examples), len(self.outputs)
        examples.y = as_arrays(op, "y", y, self._gives_list, count, n)
        examples.sample_weight = as_sample_weights(op, sample_weight, count, n, self.dtype)
        if self._compiled is None:
            raise ValueError(f"{op}: the network is not compiled; call compile(optimizer=…, loss=…) first")
        names = [symbol.node.layer.name for symbol in self.outputs]
        labels = named(f"{op}: y", y)
        return examples, CompiledLosses(names, labels, self._empty_outputs(examples), *self._compiled)

    def _empty_outputs(self, examples):
        """Arrays of the shapes and the type that the outputs will have, without memory."""
        shapes = [symbol.shape[1:] for symbol in self.outputs]
        if any(None in shape for shape in shapes):  # after an Input of any size: one example tells
            shapes = [y.shape[1:] for y in self._forward(examples.part(slice(1)))[0]]
        return [np.broadcast_to(np.zeros((), self.dtype), (len(examples), *shape)) for shape in shapes]

    def _hold_out(self, examples, fraction, data, size):
        """The examples to train on, and those to measure after each epoch, None if there are none."""
        held_out = ", the part of the examples that is held out"
        fraction = checks.real("fit", "validation_split", fraction, below=1, why=held_out)
        if fraction and data is not None:
            raise ValueError("fit: validation_split and validation_data are both given, needs one of them")
        if fraction:
            return examples.split(fraction, size)
        if data is None:
            return examples, None
        return examples, self._ready("fit: validation_data", *as_validation_data(data), size)[0]

    def _start(self, callbacks, losses, validation):
        """The callbacks, with a new History, once it is certain that they can be called; training begins."""
        self.history, self.stop_training = History(), False
        callbacks = [*as_callbacks(callbacks), self.history]
        names = list(Means(losses).by_name())
        check_callbacks(callbacks, names + [f"val_{name}" for name in names if validation is not None])
        tell(callbacks, "set_model", self)
        tell(callbacks, "on_train_begin")
        return callbacks
