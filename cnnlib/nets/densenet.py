"""DenseNet: every layer of a block sees the outputs of all layers before it."""

from cnnlib.nets.halves import built_by_either_half

GROWTH = 32
BLOCKS = (6, 12, 24, 16)


@built_by_either_half
def densenet121(nn, *, classes=1000, input_shape=(224, 224, 3)):
    """DenseNet-121: four dense blocks, growing by 32 channels a layer.

    Parameters
    ----------
    nn : module
        `cnnlib.scratch` or `cnnlib.tf`.
    classes : int
    input_shape : (height, width, c)

    Returns
    -------
    Model

    References
    ----------
    G. Huang, Z. Liu, L. van der Maaten and K. Q. Weinberger, "Densely connected convolutional networks", CVPR 2017,
    table 1.

    Examples
    --------
    >>> from cnnlib import scratch
    >>> network = densenet121(scratch)
    >>> network.count_params(), sum(v.size for v in network.trainable_variables)
    (8062504, 7978856)
    """
    image = nn.Input(input_shape)
    x = nn.ZeroPadding2D(3, name="conv1_pad")(image)
    x = nn.Conv2D(2 * GROWTH, 7, strides=2, use_bias=False, name="conv1")(x)
    x = _norm_relu(nn, x, "conv1")
    x = nn.ZeroPadding2D(1, name="pool1_pad")(x)
    x = nn.MaxPooling2D(3, strides=2, name="pool1")(x)
    for block, count in enumerate(BLOCKS, start=2):
        for i in range(1, count + 1):
            x = dense_layer(nn, x, GROWTH, name=f"conv{block}_{i}")
        if block <= len(BLOCKS):
            x = _transition(nn, x, f"pool{block}")
    x = _norm_relu(nn, x, "last")
    x = nn.GlobalAveragePooling2D(name="average")(x)
    return nn.Model(image, nn.Dense(classes, name="logits")(x), name="densenet121")


def dense_layer(nn, x, growth, *, name):
    """Find `growth` new channels in all the channels so far, and put them beside those.

    Parameters
    ----------
    nn : module
        `cnnlib.scratch` or `cnnlib.tf`.
    x : Symbol or Keras tensor, shape (batch, height, width, c)
    growth : int
    name : str

    Returns
    -------
    Symbol or Keras tensor, shape (batch, height, width, c + growth)

    Examples
    --------
    >>> from cnnlib import scratch
    >>> dense_layer(scratch, scratch.Input((56, 56, 64)), 32, name="first").shape
    (None, 56, 56, 96)
    """
    new = _norm_relu(nn, x, f"{name}_0")
    new = nn.Conv2D(4 * growth, 1, use_bias=False, name=f"{name}_1_conv")(new)
    new = _norm_relu(nn, new, f"{name}_1")
    new = nn.Conv2D(growth, 3, padding="same", use_bias=False, name=f"{name}_2_conv")(new)
    return nn.Concatenate(name=f"{name}_concat")([x, new])


def _transition(nn, x, name):
    """Half the channels, half the height and width."""
    x = _norm_relu(nn, x, name)
    x = nn.Conv2D(x.shape[-1] // 2, 1, use_bias=False, name=f"{name}_conv")(x)
    return nn.AveragePooling2D(2, name=name)(x)


def _norm_relu(nn, x, name):
    x = nn.BatchNormalization(epsilon=1.001e-5, name=f"{name}_bn")(x)
    return nn.ReLU(name=f"{name}_relu")(x)
