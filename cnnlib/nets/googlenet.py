"""GoogLeNet: nine Inception modules, four branches each, and one dense layer at the end."""

from cnnlib import checks
from cnnlib.nets.halves import built_by_either_half

# The paper's table 1. Filters of a module: 1×1; 3×3 reduce, 3×3; 5×5 reduce, 5×5; the projection after pooling.
INCEPTION = {
    "3a": (64, 96, 128, 16, 32, 32),
    "3b": (128, 128, 192, 32, 96, 64),
    "4a": (192, 96, 208, 16, 48, 64),
    "4b": (160, 112, 224, 24, 64, 64),
    "4c": (128, 128, 256, 24, 64, 64),
    "4d": (112, 144, 288, 32, 64, 64),
    "4e": (256, 160, 320, 32, 128, 128),
    "5a": (256, 160, 320, 32, 128, 128),
    "5b": (384, 192, 384, 48, 128, 128),
}


@built_by_either_half
def googlenet(nn, *, classes=1000, input_shape=(224, 224, 3), auxiliary=False):
    """GoogLeNet, the first of the Inception networks.

    Parameters
    ----------
    nn : module
        `cnnlib.scratch` or `cnnlib.tf`.
    classes : int
    input_shape : (height, width, c)
    auxiliary : bool
        With the two classifiers halfway up, which helped to train it: three outputs, the last of the network first.

    Returns
    -------
    Model

    Notes
    -----
    The paper leaves the constants of the local response normalization open; they are AlexNet's here. "Linear" in its
    table is the one dense layer that is left of the large ones of AlexNet.

    References
    ----------
    C. Szegedy et al., "Going deeper with convolutions", CVPR 2015, table 1 and section 5.

    Examples
    --------
    >>> from cnnlib import scratch
    >>> googlenet(scratch).count_params(), googlenet(scratch, auxiliary=True).count_params()
    (6998552, 13378280)
    """
    auxiliary = checks.flag("googlenet", "auxiliary", auxiliary)
    image = nn.Input(input_shape)
    x = _stem(nn, image)
    heads = []
    for name in INCEPTION:
        x = inception(nn, x, *INCEPTION[name], name=name)
        if name in ("3b", "4e"):
            x = nn.MaxPooling2D(3, strides=2, padding="same", name=f"pool{name[0]}")(x)
        if auxiliary and name in ("4a", "4d"):
            heads.append(_auxiliary(nn, x, classes, name))
    x = nn.GlobalAveragePooling2D(name="average")(x)
    x = nn.Dropout(0.4, name="dropout")(x)
    logits = nn.Dense(classes, name="linear")(x)
    return nn.Model(image, [logits, *heads] if auxiliary else logits, name="googlenet")


def inception(nn, x, one, reduce3, three, reduce5, five, projection, *, name):
    """One module: what 1×1, 3×3 and 5×5 kernels and a pooling find, concatenated on the channel axis.

    Parameters
    ----------
    nn : module
        `cnnlib.scratch` or `cnnlib.tf`.
    x : Symbol or Keras tensor, shape (batch, height, width, c)
    one, reduce3, three, reduce5, five, projection : int
        Filters, named as in the paper's table 1. The 1×1 "reduce" layers make the larger kernels cheap.
    name : str

    Returns
    -------
    Symbol or Keras tensor, shape (batch, height, width, one + three + five + projection)

    Examples
    --------
    >>> from cnnlib import scratch
    >>> inception(scratch, scratch.Input((28, 28, 192)), 64, 96, 128, 16, 32, 32, name="3a").shape
    (None, 28, 28, 256)
    """

    def conv(x, filters, kernel_size, part):
        options = dict(padding="same", activation="relu", name=f"{name}_{part}")
        layer = nn.Conv2D(filters, kernel_size, **options)
        return layer(x)

    pool = nn.MaxPooling2D(3, strides=1, padding="same", name=f"{name}_pool")
    branches = [
        conv(x, one, 1, "1x1"),
        conv(conv(x, reduce3, 1, "3x3_reduce"), three, 3, "3x3"),
        conv(conv(x, reduce5, 1, "5x5_reduce"), five, 5, "5x5"),
        conv(pool(x), projection, 1, "pool_proj"),
    ]
    return nn.Concatenate(name=name)(branches)


def _stem(nn, x):
    def norm(name):
        return nn.LocalResponseNormalization(depth_radius=2, bias=2.0, alpha=1e-4, beta=0.75, name=name)

    x = nn.Conv2D(64, 7, strides=2, padding="same", activation="relu", name="conv1")(x)
    x = nn.MaxPooling2D(3, strides=2, padding="same", name="pool1")(x)
    x = norm("norm1")(x)
    x = nn.Conv2D(64, 1, activation="relu", name="conv2_reduce")(x)
    x = nn.Conv2D(192, 3, padding="same", activation="relu", name="conv2")(x)
    x = norm("norm2")(x)
    return nn.MaxPooling2D(3, strides=2, padding="same", name="pool2")(x)


def _auxiliary(nn, x, classes, after):
    """A classifier on the output of a module halfway up (the paper's section 5)."""
    x = nn.AveragePooling2D(5, strides=3, name=f"aux_{after}_pool")(x)
    x = nn.Conv2D(128, 1, activation="relu", name=f"aux_{after}_conv")(x)
    x = nn.Flatten(name=f"aux_{after}_flatten")(x)
    x = nn.Dense(1024, activation="relu", name=f"aux_{after}_dense")(x)
    x = nn.Dropout(0.7, name=f"aux_{after}_dropout")(x)
    return nn.Dense(classes, name=f"aux_{after}")(x)
