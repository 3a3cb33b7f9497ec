"""Optimizers: from the gradients of the loss to the next weights, written into the arrays that hold them.

Adam, AdamW and RMSprop divide a weight's step by the root of its mean squared gradient, so that the step's size hardly
depends on the gradient's; SGD does not.
"""

import numpy as np

from cnnlib import checks
from cnnlib.scratch.signatures import NamesArguments
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
        If a number is negative, or more than one kind of clipping is asked for.

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
        self._learning_rate = learning_rate if callable(learning_rate) else self._number("learning_rate", learning_rate)
        self.weight_decay = None if weight_decay is None else self._number("weight_decay", weight_decay)
        limits = {"clipnorm": clipnorm, "clipvalue": clipvalue, "global_clipnorm": global_clipnorm}
        vars(self).update(as_limits(type(self).__name__, **limits))
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
            If a gradient does not fit its variable, or the variables are not those of the first call.
        """
        self._check_step(gradients, variables)
        if self.slots is None:
            self.slots = [tuple(np.zeros_like(v) for _ in range(self.n_slots)) for v in variables]
        learning_rate = self.learning_rate
        if self.clipnorm or self.clipvalue or self.global_clipnorm:
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
                raise TypeError(f"{name}: {which} is {checks.a_type(arrays)}, needs a list of arrays{fix}")
        if len(gradients) != len(variables):
            got = checks.plural(len(gradients), "array")
            raise ValueError(f"{name}: gradients has {got}, needs {len(variables)}, one for each variable")
        for i, (gradient, variable) in enumerate(zip(gradients, variables)):
            checks.check_arrays(name, **{f"variables[{i}]": variable, f"gradients[{i}]": gradient})
            checks.check_shape(name, f"gradients[{i}]", gradient, variable.shape, "the shape of its variable")
        if self._variables is None:
            self._variables = list(variables)
        shapes, first = [v.shape for v in variables], [v.shape for v in self._variables]
        if shapes != first or any(v is not own for v, own in zip(variables, self._variables)):
            others = "are other arrays" if shapes == first else f"has shapes {shapes}"
            raise ValueError(
                f"{name}: variables {others}, but its first step was made with {first}; "
                "make a new optimizer for other variables (in a network: compile it again)"
            )

    def _fraction(self, name, value):
        """A number of at least 0 and below 1."""
        value, op = checks.real(type(self).__name__, name, value, minimum=0), type(self).__name__
        if value >= 1:
            raise ValueError(f"{op}: {name} is {value}, needs less than 1, the part that is kept at each step")
        return value

    def _number(self, name, value):
        return checks.real(type(self).__name__, name, value, minimum=0)  # a Python float leaves float32 arrays float32


class SGD(Optimizer):
    r"""Gradient descent, with momentum if asked for.

    Parameters
    ----------
    learning_rate : float or schedule
    momentum : float
        The part of the last step that is added to the next.
    nesterov : bool
        Take the step from where the momentum will lead, rather than from here.
    weight_decay, clipnorm, clipvalue, global_clipnorm : float, optional
        As `Optimizer`.

    Raises
    ------
    ValueError, TypeError
        If a number is negative or `momentum` is not below 1.

    Notes
    -----
    .. math:: m \leftarrow \mu m - \eta g, \qquad w \leftarrow w + m
        \quad\text{or, with Nesterov,}\quad w \leftarrow w + \mu m - \eta g

    References
    ----------
    I. Sutskever, J. Martens, G. Dahl and G. Hinton, "On the importance of initialization and momentum in deep
    learning", 2013.

    Examples
    --------
    >>> w = np.array([1.0])
    >>> SGD(learning_rate=0.25).apply([np.array([2.0])], [w])
    >>> w
    array([0.5])
    """

    def __init__(
        self,
        learning_rate=0.01,
        momentum=0.0,
        nesterov=False,
        *,
        weight_decay=None,
        clipnorm=None,
        clipvalue=None,
        global_clipnorm=None,
    ):
        super().__init__(learning_rate, weight_decay, clipnorm, clipvalue, global_clipnorm)
        self.momentum = self._fraction("momentum", momentum)
        self.nesterov = checks.flag("SGD", "nesterov", nesterov)
        self.n_slots = 1 if self.momentum else 0

    def update(self, w, g, learning_rate, m=None):
        if m is None:
            w -= learning_rate * g
            return
        m *= self.momentum
        m -= learning_rate * g
        w += self.momentum * m - learning_rate * g if self.nesterov else m


class Adam(Optimizer):
    r"""Step by the mean gradient over the root of the mean squared gradient, both forgotten exponentially.

    Parameters
    ----------
    learning_rate : float or schedule
    beta_1, beta_2 : float
        The part of each mean that is kept at each step.
    epsilon : float
        A small number that keeps the divisor from 0.
    weight_decay, clipnorm, clipvalue, global_clipnorm : float, optional
        As `Optimizer`.

    Raises
    ------
    ValueError, TypeError
        If a number is negative, or a beta is not below 1.

    Notes
    -----
    At step t, counted from 1,

    .. math::
        m \leftarrow \beta_1 m + (1 - \beta_1) g, \qquad v \leftarrow \beta_2 v + (1 - \beta_2) g^2, \qquad
        w \leftarrow w - \eta \frac{\sqrt{1 - \beta_2^t}}{1 - \beta_1^t} \frac{m}{\sqrt v + \epsilon}.

    The fraction corrects for m and v having started at 0. As in Keras, this is the form at the end of the paper's
    section 2, where epsilon is added before that correction, not after.

    References
    ----------
    D. Kingma and J. Ba, "Adam: A method for stochastic optimization", 2015.

    Examples
    --------
    >>> w = np.array([1.0, 1.0])
    >>> Adam(learning_rate=0.1).apply([np.array([2.0, -0.001])], [w])  # the first step's size is the learning rate
    >>> w.round(3)
    array([0.9, 1.1])
    """

    n_slots = 2

    def __init__(
        self,
        learning_rate=0.001,
        beta_1=0.9,
        beta_2=0.999,
        epsilon=1e-7,
        *,
        weight_decay=None,
        clipnorm=None,
        clipvalue=None,
        global_clipnorm=None,
    ):
        super().__init__(learning_rate, weight_decay, clipnorm, clipvalue, global_clipnorm)
        self.beta_1 = self._fraction("beta_1", beta_1)
        self.beta_2 = self._fraction("beta_2", beta_2)
        self.epsilon = self._number("epsilon", epsilon)

    def update(self, w, g, learning_rate, m, v):
        t = self.iterations + 1
        m += (1 - self.beta_1) * (g - m)
        v += (1 - self.beta_2) * (g * g - v)
        step = learning_rate * (1 - self.beta_2**t) ** 0.5 / (1 - self.beta_1**t)
        w -= step * m / (np.sqrt(v) + self.epsilon)


class AdamW(Adam):
    r"""Adam with weight decay apart from the gradient: each step first shrinks the weights a little.

    Parameters
    ----------
    learning_rate : float or schedule
    weight_decay : float
    beta_1, beta_2, epsilon, clipnorm, clipvalue, global_clipnorm
        As `Adam`.

    Raises
    ------
    ValueError, TypeError
        As `Adam`.

    Notes
    -----
    .. math:: w \leftarrow w - \eta \lambda w, \quad\text{then Adam's step.}

    As in Keras every variable decays, biases too; and ``Adam(weight_decay=…)`` is the same.

    References
    ----------
    I. Loshchilov and F. Hutter, "Decoupled weight decay regularization", 2019.

    Examples
    --------
    >>> w = np.array([1.0])
    >>> AdamW(learning_rate=0.5, weight_decay=0.1).apply([np.array([0.0])], [w])
    >>> w
    array([0.95])
    """

    def __init__(
        self,
        learning_rate=0.001,
        weight_decay=0.004,
        beta_1=0.9,
        beta_2=0.999,
        epsilon=1e-7,
        *,
        clipnorm=None,
        clipvalue=None,
        global_clipnorm=None,
    ):
        clipping = {"clipnorm": clipnorm, "clipvalue": clipvalue, "global_clipnorm": global_clipnorm}
        super().__init__(learning_rate, beta_1, beta_2, epsilon, weight_decay=weight_decay, **clipping)


class RMSprop(Optimizer):
    r"""Step by the gradient over the root of its mean square, forgotten exponentially.

    Parameters
    ----------
    learning_rate : float or schedule
    rho : float
        The part of the mean that is kept at each step.
    momentum : float
        The part of the last step that is added to the next.
    epsilon : float
        A small number that keeps the divisor from 0.
    weight_decay, clipnorm, clipvalue, global_clipnorm : float, optional
        As `Optimizer`.

    Raises
    ------
    ValueError, TypeError
        If a number is negative, or `rho` or `momentum` is not below 1.

    Notes
    -----
    .. math::
        v \leftarrow \rho v + (1 - \rho) g^2, \qquad s \leftarrow \mu s + \eta \frac{g}{\sqrt{v + \epsilon}}, \qquad
        w \leftarrow w - s

    References
    ----------
    T. Tieleman and G. Hinton, "Lecture 6.5: rmsprop", *Neural networks for machine learning*, 2012.

    Examples
    --------
    >>> w = np.array([1.0])
    >>> RMSprop(learning_rate=0.1, rho=0.75).apply([np.array([2.0])], [w])
    >>> w.round(6)
    array([0.8])
    """

    def __init__(
        self,
        learning_rate=0.001,
        rho=0.9,
        momentum=0.0,
        epsilon=1e-7,
        *,
        weight_decay=None,
        clipnorm=None,
        clipvalue=None,
        global_clipnorm=None,
    ):
        super().__init__(learning_rate, weight_decay, clipnorm, clipvalue, global_clipnorm)
        self.rho = self._fraction("rho", rho)
        self.momentum = self._fraction("momentum", momentum)
        self.epsilon = self._number("epsilon", epsilon)
        self.n_slots = 2 if self.momentum else 1

    def update(self, w, g, learning_rate, v, s=None):
        v += (1 - self.rho) * (g * g - v)
        step = learning_rate * g / np.sqrt(v + self.epsilon)
        if s is not None:
            s *= self.momentum
            s += step
            step = s
        w -= step


OPTIMIZERS = {"sgd": SGD, "adam": Adam, "adamw": AdamW, "rmsprop": RMSprop}


def get_optimizer(op, value):
    """An optimizer from itself or from its name in Keras's spelling."""
    if isinstance(value, Optimizer):
        return value
    if not isinstance(value, str) or value.lower() not in OPTIMIZERS:
        of_class = isinstance(value, type) and issubclass(value, Optimizer)
        got = f"the class {value.__name__}" if of_class else checks.shown(value)
        fix = f"; make one: {value.__name__}()" if of_class else ""
        raise ValueError(f"{op}: optimizer is {got}, needs an optimizer or one of {', '.join(OPTIMIZERS)}{fix}")
    return OPTIMIZERS[value.lower()]()  # "Adam" too, as in Keras
