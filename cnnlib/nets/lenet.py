"""LeNet-5: two convolutions, two poolings, three dense layers."""

from cnnlib.nets.halves import built_by_either_half


@built_by_either_half
def lenet5(nn, *, classes=10, input_shape=(28, 28, 1), activation="relu"):
    """LeNet-5 as it is usually rebuilt.

    Parameters
    ----------
    nn : module
        `cnnlib.scratch` or `cnnlib.tf`.
    classes : int
    input_shape : (height, width, c)
    activation : str

    Returns
    -------
    Sequential

    Notes
    -----
    The published network differs: tanh, scaled, for ReLU; each pooling has a factor and a bias that are learned; an
    output map of the second convolution sees 3, 4 or 6 of the 6 maps before it, by a table; the last layer measures
    distances from fixed patterns. With those it has 60,000 parameters, where this one has 61,706.

    References
    ----------
    Y. LeCun, L. Bottou, Y. Bengio and P. Haffner, "Gradient-based learning applied to document recognition",
    Proceedings of the IEEE 86(11), 1998, section II.B.

    Examples
    --------
    >>> from cnnlib import scratch
    >>> lenet5(scratch).count_params()
    61706

    As published, layer by layer: C1, S2, C3 with its table, S4, C5, F6, and an output that learns nothing.

    >>> c3 = (6 * 3 + 9 * 4 + 1 * 6) * 25 + 16
    >>> (25 + 1) * 6, 2 * 6, c3, 2 * 16, (16 * 25 + 1) * 120, (120 + 1) * 84
    (156, 12, 1516, 32, 48120, 10164)
    >>> 156 + 12 + 1516 + 32 + 48120 + 10164
    60000
    """
    return nn.Sequential(
        [
            nn.Input(input_shape),
            nn.Conv2D(6, 5, padding="same", activation=activation, name="C1"),
            nn.MaxPooling2D(2, name="S2"),
            nn.Conv2D(16, 5, activation=activation, name="C3"),
            nn.MaxPooling2D(2, name="S4"),
            nn.Flatten(),
            nn.Dense(120, activation=activation, name="C5"),
            nn.Dense(84, activation=activation, name="F6"),
            nn.Dense(classes, name="output"),
        ],
        name="lenet5",
    )
