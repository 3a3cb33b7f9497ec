"""ResNet: layers that learn what to add to their input."""

from cnnlib.nets.halves import built_by_either_half

# How many blocks stand in each of the four stages; from 50 layers on, a block is a bottleneck.
BLOCKS = {18: (2, 2, 2, 2), 34: (3, 4, 6, 3), 50: (3, 4, 6, 3), 101: (3, 4, 23, 3), 152: (3, 8, 36, 3)}
FILTERS = (64, 128, 256, 512)


@built_by_either_half
def resnet18(nn, *, classes=1000, input_shape=(224, 224, 3), use_bias=False):
    """ResNet-18. See `resnet50`; `count_params` counts moving statistics too."""
    return _resnet(nn, 18, classes, input_shape, use_bias)


@built_by_either_half
def resnet34(nn, *, classes=1000, input_shape=(224, 224, 3), use_bias=False):
    """ResNet-34. See `resnet50`."""
    return _resnet(nn, 34, classes, input_shape, use_bias)


@built_by_either_half
def resnet50(nn, *, classes=1000, input_shape=(224, 224, 3), use_bias=False):
    """ResNet-50: sixteen bottleneck blocks.

    Parameters
    ----------
    nn : module
        `cnnlib.scratch` or `cnnlib.tf`.
    classes : int
    input_shape : (height, width, c)
    use_bias : bool
        Whether convolutions have a bias. The batch normalization after each takes its mean away again, so it learns
        nothing, but `keras.applications` counts it.

    Returns
    -------
    Model

    Notes
    -----
    25,557,032 numbers are learned. With biases there are 26,560 more, and Keras adds 53,120 moving statistics, which
    are not learned: 25,636,712. A block that makes the picture smaller takes its stride in the first convolution, as
    published; other libraries take it in the 3×3 one. Where the shapes differ, a 1×1 convolution is the shortcut (the
    paper's option B).

    References
    ----------
    K. He, X. Zhang, S. Ren and J. Sun, "Deep residual learning for image recognition", CVPR 2016, table 1.

    Examples
    --------
    >>> from cnnlib import scratch
    >>> network = resnet50(scratch)
    >>> network.count_params(), sum(v.size for v in network.trainable_variables)
    (25610152, 25557032)
    """
    return _resnet(nn, 50, classes, input_shape, use_bias)


@built_by_either_half
def resnet101(nn, *, classes=1000, input_shape=(224, 224, 3), use_bias=False):
    """ResNet-101. See `resnet50`."""
    return _resnet(nn, 101, classes, input_shape, use_bias)


@built_by_either_half
def resnet152(nn, *, classes=1000, input_shape=(224, 224, 3), use_bias=False):
    """ResNet-152. See `resnet50`."""
    return _resnet(nn, 152, classes, input_shape, use_bias)


def _resnet(nn, depth, classes, input_shape, use_bias):
    block = bottleneck if depth >= 50 else basic
    image = nn.Input(input_shape)
    x = nn.ZeroPadding2D(3, name="conv1_pad")(image)
    x = conv_norm(nn, x, 64, 7, strides=2, padding="valid", use_bias=use_bias, name="conv1")
    x = nn.ReLU(name="conv1_relu")(x)
    x = nn.ZeroPadding2D(1, name="pool1_pad")(x)
    x = nn.MaxPooling2D(3, strides=2, name="pool1")(x)
    for stage, (filters, count) in enumerate(zip(FILTERS, BLOCKS[depth]), start=2):
        for i in range(1, count + 1):
            strides = 2 if i == 1 and stage > 2 else 1
            x = block(nn, x, filters, strides=strides, use_bias=use_bias, name=f"conv{stage}_block{i}")
    x = nn.GlobalAveragePooling2D(name="average")(x)
    return nn.Model(image, nn.Dense(classes, name="logits")(x), name=f"resnet{depth}")


def basic(nn, x, filters, *, strides=1, use_bias=False, name):
    """Two 3×3 convolutions, and a shortcut around them. Parameters as `bottleneck`.

    Examples
    --------
    >>> from cnnlib import scratch
    >>> basic(scratch, scratch.Input((56, 56, 64)), 128, strides=2, name="first").shape
    (None, 28, 28, 128)
    """
    shortcut = _shortcut(nn, x, filters, strides, use_bias, name)
    x = _pad_conv_norm(nn, x, filters, strides, use_bias, f"{name}_1")
    x = nn.ReLU(name=f"{name}_1_relu")(x)
    x = _pad_conv_norm(nn, x, filters, 1, use_bias, f"{name}_2")
    x = nn.Add(name=f"{name}_add")([shortcut, x])
    return nn.ReLU(name=f"{name}_out")(x)


def bottleneck(nn, x, filters, *, strides=1, use_bias=False, name):
    """1×1 to fewer channels, 3×3 there, 1×1 to four times as many; and a shortcut around the three.

    Parameters
    ----------
    nn : module
        `cnnlib.scratch` or `cnnlib.tf`.
    x : Symbol or Keras tensor, shape (batch, height, width, c)
    filters : int
        Channels of the 3×3 convolution.
    strides : int
    use_bias : bool
    name : str

    Returns
    -------
    Symbol or Keras tensor, shape (batch, out_h, out_w, 4 · filters)

    Examples
    --------
    >>> from cnnlib import scratch
    >>> bottleneck(scratch, scratch.Input((56, 56, 256)), 64, name="second").shape
    (None, 56, 56, 256)
    """
    shortcut = _shortcut(nn, x, 4 * filters, strides, use_bias, name)
    options = dict(strides=strides, use_bias=use_bias)
    x = conv_norm(nn, x, filters, 1, **options, name=f"{name}_1")
    x = nn.ReLU(name=f"{name}_1_relu")(x)
    x = conv_norm(nn, x, filters, 3, use_bias=use_bias, name=f"{name}_2")
    x = nn.ReLU(name=f"{name}_2_relu")(x)
    x = conv_norm(nn, x, 4 * filters, 1, use_bias=use_bias, name=f"{name}_3")
    x = nn.Add(name=f"{name}_add")([shortcut, x])
    return nn.ReLU(name=f"{name}_out")(x)


def conv_norm(nn, x, filters, kernel_size, *, strides=1, padding="same", use_bias=False, name):
    """A convolution and its batch normalization."""
    convolution = nn.Conv2D(
        filters,
        kernel_size,
        strides,
        padding,
        use_bias=use_bias,
        kernel_initializer="he_normal",
        name=f"{name}_conv",
    )
    return nn.BatchNormalization(epsilon=1.001e-5, name=f"{name}_bn")(convolution(x))


def _pad_conv_norm(nn, x, filters, strides, use_bias, name):
    """A 3×3 convolution with one cell of padding on each side, which "same" would not put there at stride 2."""
    x = nn.ZeroPadding2D(1, name=f"{name}_pad")(x)
    return conv_norm(nn, x, filters, 3, strides=strides, padding="valid", use_bias=use_bias, name=name)


def _shortcut(nn, x, filters, strides, use_bias, name):
    """The input itself, or what a 1×1 convolution makes of it where the shapes differ."""
    if strides == 1 and x.shape[-1] == filters:
        return x
    return conv_norm(nn, x, filters, 1, strides=strides, use_bias=use_bias, name=f"{name}_0")
