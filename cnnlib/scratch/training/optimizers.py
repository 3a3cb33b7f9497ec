"""Optimizers: from the gradients of the loss to the next weights, written into the arrays that hold them.

Adam, AdamW and RMSprop divide a weight's step by the root of its mean squared gradient, so that the step's size hardly
depends on the gradient's; SGD does not.
"""

import numpy as np

from cnnlib import checks, wording
from cnnlib.scratch.training.optimizer import Optimizer


class SGD(Optimizer):
    r"""Gradient descent, with momentum if asked for.

    Parameters
    ----------
    learning_rate : float or schedule
    momentum : float
        The part of the last step that is added to the next.
    nesterov : bool
        Take the gradient where the momentum will lead, rather than here (Notes).
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

    Nesterov's gradient is taken one momentum ahead of the weights, the paper's :math:`\theta + \mu m`. Here, as in
    Keras, the weights that a network holds *are* that place, so `g` is the gradient where the network stands.

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
        if self.nesterov:
            w += self.momentum * m - learning_rate * g  # w already stands where m leads
        else:
            w += m


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
        got = f"the class {value.__name__}" if of_class else wording.shown(value)
        fix = f"; make one: {value.__name__}()" if of_class else ""
        raise ValueError(f"{op}: optimizer is {got}, needs an optimizer or one of {', '.join(OPTIMIZERS)}{fix}")
    return OPTIMIZERS[value.lower()]()  # "Adam" too, as in Keras
