"""Weights of a layer: made once, named, read and written."""

import types

import numpy as np

from cnnlib import checks, wording
from cnnlib.scratch.initializer import get_initializer, make_weight
from cnnlib.scratch.regularizer import get_regularizer
from cnnlib.scratch.signatures import naming_its_arguments


class HoldsWeights:
    """What holds weights, a layer or a network of layers. It has a `label` for messages and, once built, a `dtype`."""

    built = None  # None until `__init__` has run, then whether the weights have been made
    dtype = None

    def __init__(self):
        self.built, self.trainable = False, True
        self._weight_names, self._trainable_names, self._regularizers = [], [], {}

    @naming_its_arguments
    def add_weight(self, name, shape, initializer, trainable=True, argument=None, regularizer=None):
        """Make a weight; it becomes the attribute `name`, and is returned.

        Parameters
        ----------
        name : str
        shape : tuple of int
        initializer : str or initializer
        trainable : bool
            Whether training changes it; then `backward` returns a gradient for it.
        argument : str, optional
            What messages call the initializer; name_initializer if not given.
        regularizer : str or regularizer, optional
            Gives a penalty for the weight, which `fit` adds to the loss.

        Raises
        ------
        ValueError, TypeError
            If the layer has such a name already, or the initializer does not give an array of this shape.
        """
        argument = argument or f"{name}_initializer"
        if self.dtype is None:
            needs = "needs to be called in build(shape)"
            raise ValueError(f"{self.label}: add_weight is called before the first x, {needs}")
        if not isinstance(name, str) or not name.isidentifier():
            raise ValueError(f'{self.label}: add_weight makes {wording.shown(name)}, needs a name such as "kernel"')
        if name in self._weight_names:
            raise ValueError(f"{self.label}: add_weight makes {name!r} twice, needs a name of its own for each weight")
        held = getattr(self, name, None)
        if hasattr(type(self), name) or not isinstance(held, (np.ndarray, types.NoneType)):
            has = "which the layer has already, needs another name"
            raise ValueError(f"{self.label}: add_weight makes {name!r}, {has}")
        self._check_known(name, shape)
        trainable = checks.flag(self.label, "trainable", trainable)
        initializer = get_initializer(self.label, argument, initializer)
        regularizer = get_regularizer(self.label, argument.replace("_initializer", "_regularizer"), regularizer)
        setattr(self, name, make_weight(self.label, argument, initializer, shape, self.dtype))
        self._weight_names.append(name)
        if trainable:
            self._trainable_names.append(name)
        if regularizer is not None:
            self._regularizers[name] = regularizer
        return getattr(self, name)

    def _check_known(self, name, shape):
        """Refuse a weight for an axis of unknown size, such as the height of ``Input((None, None, 3))``."""
        if isinstance(shape, (tuple, list)) and None in shape:
            fix = "give Input that size; after Flatten: put GlobalAveragePooling2D in its place"
            needs = "needs sizes that are known"
            raise ValueError(f"{self.label}: {name} has shape {tuple(shape)} for this x, {needs}; {fix}")

    @property
    def trainable(self):
        """Whether training changes the weights."""
        return self._trainable

    @trainable.setter
    def trainable(self, value):
        self._trainable = checks.flag(self.label, "trainable", value)

    @property
    def named_weights(self):
        """The weights by name, in Keras's order."""
        return {name: getattr(self, name) for name in self._weight_names}

    @property
    def named_trainable_variables(self):
        """Those of the weights that training changes, by name."""
        return self._unfrozen if self.trainable else {}

    @property
    def named_regularizers(self):
        """The regularizers of `named_trainable_variables`, by the same names."""
        regularizers = self._all_regularizers
        names = self.named_trainable_variables if regularizers else ()  # a layer in two networks has one name there
        return {name: regularizers[name] for name in names if name in regularizers}

    @property
    def _unfrozen(self):
        """What a network around trains of it: it goes by the layers, and asks no network between."""
        return {name: getattr(self, name) for name in self._trainable_names if self.trainable}

    @property
    def _all_regularizers(self):
        return self._regularizers

    @property
    def losses(self):
        """The penalties of the regularizers for the weights as they are now; `fit` adds them to the loss."""
        regularizers = self.named_regularizers
        variables = self.named_trainable_variables if regularizers else {}
        return [regularizer(variables[name]) for name, regularizer in regularizers.items()]

    @property
    def weights(self):
        return list(self.named_weights.values())

    @property
    def trainable_variables(self):
        return list(self.named_trainable_variables.values())

    def count_params(self):
        """How many numbers the weights hold.

        Raises
        ------
        ValueError
            If they have not been made.
        """
        if not self.built:
            raise ValueError(
                f"{self.label}: count_params needs a built layer; call it on an array or on an Input first"
            )
        return sum(w.size for w in self.weights)

    def get_weights(self):
        """Copies of the weights, in Keras's order."""
        return [w.copy() for w in self.weights]

    @naming_its_arguments
    def set_weights(self, weights):
        """Write other numbers into the weights.

        Parameters
        ----------
        weights : list of ndarray
            In the order, shapes and type of `get_weights`.

        Raises
        ------
        ValueError, TypeError
            If they do not fit; nothing is written then.
        """
        current = self.weights
        if not isinstance(weights, (list, tuple)):
            raise TypeError(f"{self.label}: weights is {wording.a_type(weights)}, needs a list of arrays")
        if len(weights) != len(current):
            unbuilt = "" if self.built else "; it has none before it is built: call it first"
            got = wording.plural(len(weights), "array")
            raise ValueError(f"{self.label}: weights has {got}, needs {len(current)}{unbuilt}")
        for i, (old, new) in enumerate(zip(current, weights)):
            check = checks.check_integers if old.dtype.kind == "i" else checks.check_arrays
            check(self.label, like=("the weight it replaces", old.dtype.name), **{f"weights[{i}]": new})
            checks.check_shape(self.label, f"weights[{i}]", new, old.shape, "the shape of the weight it replaces")
        for old, new in zip(current, weights):
            old[...] = new


def named_together(layers, kind):
    """What layers hold, by "layer/name", each array once: two networks among them may share a layer.

    `kind` is "named_weights" or "_unfrozen".
    """
    named = {}
    for i, layer in enumerate(layers):
        for name, array in getattr(layer, kind).items():
            named.setdefault(id(array), (f"{layer.name or i}/{name}", array))
    return dict(named.values())
