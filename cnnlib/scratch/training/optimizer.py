"""Optimizer: what all optimizers share, and what a new one defines."""

import numpy as np

from cnnlib import checks, wording
from cnnlib.scratch.layers.layer import Layer
from cnnlib.scratch.signatures import NamesArguments, naming_its_arguments, takes
from cnnlib.scratch.training.clipping import as_limits, clipped


class Optimizer(NamesArguments):
    r"""What all optimizers share: the learning rate, the count of steps, clipping, weight decay, memory.

    Parameters
    ----------
    learning_rate : float or schedule
    weight_decay : float, optional
        Before each step, every weight shrinks by this share of itself times the learning rate; biases too.
    clipnorm : float, optional
        Scale a gradient whose norm is larger down to this norm, for each variable on its own.
    clipvalue : float, optional
        Move each element of a gradient into the range from -clipvalue to clipvalue.
    global_clipnorm : float, optional
        Scale all gradients by one factor, so that the norm of all of them together is at most this.

    Raises
    ------
    ValueError, TypeError
        If a number is negative, a schedule cannot be called with a step, or more than one kind of clipping is asked
        for.

    Notes
    -----
    The gradients are clipped first; then the weights decay; then comes the step:

    .. math:: w \leftarrow w - \eta \lambda w

    Attributes
    ----------
    learning_rate : float
        That of the next step; where a schedule was given, the schedule's value. A number may be assigned.
    iterations : int
        Steps made.
    slots : list of tuples of ndarray
        Arrays that are kept for each variable from step to step; their memory is needed on top of the weights'.
    """

    n_slots, shown = 0, ("learning_rate",)

    def __init__(self, learning_rate, weight_decay=None, clipnorm=None, clipvalue=None, global_clipnorm=None):
        scheduled = callable(learning_rate)
        self._learning_rate = (self._schedule if scheduled else self._number)("learning_rate", learning_rate)
        self.weight_decay = None if weight_decay is None else self._number("weight_decay", weight_decay)
        self.clipnorm, self.clipvalue, self.global_clipnorm = as_limits(
            type(self).__name__, clipnorm=clipnorm, clipvalue=clipvalue, global_clipnorm=global_clipnorm
        )
        self.iterations, self.slots, self._variables = 0, None, None

    @property
    def learning_rate(self):
        if callable(self._learning_rate):
            return self._number("learning_rate of the schedule", self._learning_rate(self.iterations))
        return self._learning_rate

    @learning_rate.setter
    def learning_rate(self, value):
        if callable(self._learning_rate):
            raise TypeError(
                f"{type(self).__name__}: learning_rate follows a schedule and cannot be set; "
                "make the optimizer with a number, or leave the change to the schedule"
            )
        self._learning_rate = self._number("learning_rate", value)

    @naming_its_arguments
    def apply(self, gradients, variables):
        """Make one step, in place.

        Parameters
        ----------
        gradients : list of ndarray
            Gradients of the loss, in the order and shapes of `variables`.
        variables : list of ndarray
            The weights, which are written to. Each call takes the same ones.

        Raises
        ------
        ValueError, TypeError
            If a gradient does not fit its variable, a variable cannot be written to, or the variables are not those of
            the first call.
        """
        self._check_step(gradients, variables)
        if self.slots is None:
            self.slots = [tuple(np.zeros_like(v) for _ in range(self.n_slots)) for v in variables]
        learning_rate = self.learning_rate
        gradients = clipped(gradients, self.clipnorm, self.clipvalue, self.global_clipnorm)
        for variable, gradient, slots in zip(variables, gradients, self.slots):
            if self.weight_decay:
                self.decay(variable, learning_rate)
            self.update(variable, gradient, learning_rate, *slots)
        self.iterations += 1

    def decay(self, w, learning_rate):
        """Shrink the weights a little, apart from the gradient."""
        w -= learning_rate * self.weight_decay * w

    def update(self, w, g, learning_rate, *slots):
        """Write a step into the weights, and what it leaves for the next into the slots; in the optimizer's class."""
        raise NotImplementedError(f"{type(self).__name__}: update(w, g, learning_rate, …) is not defined")

    def _check_step(self, gradients, variables):
        name = type(self).__name__
        for which, arrays in (("gradients", gradients), ("variables", variables)):
            if not isinstance(arrays, (list, tuple)):
                fix = f"; put one array into a list: [{which[:-1]}]" if isinstance(arrays, np.ndarray) else ""
                raise TypeError(f"{name}: {which} is {wording.a_type(arrays)}, needs a list of arrays{fix}")
        if len(gradients) != len(variables):
            got = wording.plural(len(gradients), "array")
            raise ValueError(f"{name}: gradients has {got}, needs {len(variables)}, one for each variable")
        for i, (gradient, variable) in enumerate(zip(gradients, variables)):
            checks.check_arrays(name, **{f"variables[{i}]": variable, f"gradients[{i}]": gradient})
            checks.check_shape(name, f"gradients[{i}]", gradient, variable.shape, "the shape of its variable")
            self._check_variable(f"variables[{i}]", variable)
        if self._variables is None:
            self._variables = list(variables)
        shapes, first = [v.shape for v in variables], [v.shape for v in self._variables]
        if shapes != first or any(v is not known for v, known in zip(variables, self._variables)):
            others = "are other arrays" if shapes == first else f"has shapes {shapes}"
            raise ValueError(
                f"{name}: variables {others}, but its first step was made with {first}; "
                "make a new optimizer for other variables (in a network: compile it again)"
            )

    def _check_variable(self, name, variable):
        """Refuse what a step could not be written into."""
        op = type(self).__name__
        if not isinstance(variable, np.ndarray):
            got = wording.a_type(variable)
            raise TypeError(f"{op}: {name} is {got}, needs an array, to be written to; make one: np.array({name})")
        if not variable.flags.writeable:
            raise ValueError(f"{op}: {name} is read-only, needs an array to write to; copy it: {name}.copy()")

    def _schedule(self, name, value):
        """A schedule, refused unless it can be called with a step."""
        if isinstance(value, (type, Layer)) or not takes(value, 0, unknown=False):
            needs = "a number, or a function of the step, such as lambda step: 0.1"
            of_class = isinstance(value, type)
            got = wording.a_type(value) if isinstance(value, (type, Layer)) else wording.shown(value)
            fix = f"; make one: {value.__name__}(…)" if of_class and "__call__" in vars(value) else ""
            raise TypeError(f"{type(self).__name__}: {name} is {got}, needs {needs}{fix}")
        return value

    def _fraction(self, name, value):
        return checks.real(type(self).__name__, name, value, below=1, why=", the part that is kept at each step")

    def _number(self, name, value):
        return checks.coefficient(type(self).__name__, name, value)  # a Python float leaves float32 arrays float32
