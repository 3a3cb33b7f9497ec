"""VGG: 3×3 convolutions and 2×2 poolings, from eleven layers with weights to nineteen."""

from cnnlib.nets.halves import built_by_either_half

# The filters of the five blocks, and how many convolutions stand in each before its pooling.
FILTERS = (64, 128, 256, 512, 512)
CONFIGURATIONS = {11: (1, 1, 2, 2, 2), 13: (2, 2, 2, 2, 2), 16: (2, 2, 3, 3, 3), 19: (2, 2, 4, 4, 4)}


@built_by_either_half
def vgg11(nn, *, classes=1000, input_shape=(224, 224, 3)):
    """VGG-11, the paper's configuration A. See `vgg16`."""
    return vgg_of_depth(nn, 11, classes, input_shape)


@built_by_either_half
def vgg13(nn, *, classes=1000, input_shape=(224, 224, 3)):
    """VGG-13, the paper's configuration B. See `vgg16`."""
    return vgg_of_depth(nn, 13, classes, input_shape)


@built_by_either_half
def vgg16(nn, *, classes=1000, input_shape=(224, 224, 3)):
    """VGG-16, the paper's configuration D: thirteen convolutions and three dense layers.

    Parameters
    ----------
    nn : module
        `cnnlib.scratch` or `cnnlib.tf`.
    classes : int
    input_shape : (height, width, c)

    Returns
    -------
    Sequential

    References
    ----------
    K. Simonyan and A. Zisserman, "Very deep convolutional networks for large-scale image recognition", ICLR 2015,
    table 1.

    Examples
    --------
    >>> from cnnlib import scratch
    >>> vgg16(scratch, classes=10, input_shape=(32, 32, 3)).count_params()
    33638218
    """
    return vgg_of_depth(nn, 16, classes, input_shape)


@built_by_either_half
def vgg19(nn, *, classes=1000, input_shape=(224, 224, 3)):
    """VGG-19, the paper's configuration E. See `vgg16`."""
    return vgg_of_depth(nn, 19, classes, input_shape)


def vgg_of_depth(nn, depth, classes, input_shape):
    """The network of one of the `CONFIGURATIONS`, by its number of layers with weights. See `vgg16`."""
    layers, options = [nn.Input(input_shape)], dict(padding="same", activation="relu")
    blocks = zip(FILTERS, CONFIGURATIONS[depth])
    for block, (filters, count) in enumerate(blocks, start=1):
        for i in range(1, count + 1):
            layers.append(nn.Conv2D(filters, 3, **options, name=f"conv{block}_{i}"))
        layers.append(nn.MaxPooling2D(2, name=f"pool{block}"))
    layers.append(nn.Flatten())
    for i in (6, 7):
        layers.append(nn.Dense(4096, activation="relu", name=f"fc{i}"))
        layers.append(nn.Dropout(0.5, name=f"drop{i}"))
    layers.append(nn.Dense(classes, name="fc8"))
    return nn.Sequential(layers, name=f"vgg{depth}")
