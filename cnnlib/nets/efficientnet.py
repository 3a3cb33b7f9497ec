"""EfficientNet-Lite0: inverted residuals, without the parts that some phones' hardware does not support."""

import numpy as np

from cnnlib import checks
from cnnlib.data.pretrained import pretrained_efficientnet_lite0
from cnnlib.nets.blocks import norm_relu6
from cnnlib.nets.halves import built_by_either_half

# Expansion, channels, repeats, stride of the first, kernel: the stages of EfficientNet-B0.
STAGES = [
    (1, 16, 1, 1, 3),
    (6, 24, 2, 2, 3),
    (6, 40, 2, 2, 5),
    (6, 80, 3, 2, 3),
    (6, 112, 3, 1, 5),
    (6, 192, 4, 2, 5),
    (6, 320, 1, 1, 3),
]


@built_by_either_half
def efficientnet_lite0(nn, *, classes=1000, input_shape=(224, 224, 3), pretrained=False):
    """EfficientNet-Lite0.

    Parameters
    ----------
    nn : module
        `cnnlib.scratch` or `cnnlib.tf`.
    classes : int
    input_shape : (height, width, c)
    pretrained : bool
        With the weights trained on ImageNet that the book ships. It then takes what `preprocess` gives.

    Returns
    -------
    Model

    Raises
    ------
    ValueError
        If `pretrained` is asked for with other than 1,000 classes or three channels.

    Notes
    -----
    4,652,008 numbers are learned. "Lite" means: no squeeze-and-excitation, ReLU6 for swish.

    References
    ----------
    M. Tan and Q. V. Le, "EfficientNet: Rethinking model scaling for convolutional neural networks", ICML 2019, table 1.

    M. Sandler et al., "MobileNetV2: Inverted residuals and linear bottlenecks", CVPR 2018.

    Examples
    --------
    >>> from cnnlib import scratch
    >>> sum(v.size for v in efficientnet_lite0(scratch).trainable_variables)
    4652008
    """
    pretrained = checks.flag("efficientnet_lite0", "pretrained", pretrained)
    image = nn.Input(input_shape)
    x = nn.Conv2D(32, 3, strides=2, padding="same", use_bias=False, name="stem_conv")(image)
    x = norm_relu6(nn, x, "stem")
    block = 0
    for expansion, filters, repeats, strides, kernel_size in STAGES:
        for i in range(repeats):
            block += 1
            x = inverted_residual(
                nn, x, filters, kernel_size, expansion, strides=strides if i == 0 else 1, name=f"block{block}"
            )
    x = nn.Conv2D(1280, 1, use_bias=False, name="head_conv")(x)
    x = norm_relu6(nn, x, "head")
    x = nn.GlobalAveragePooling2D(name="average")(x)
    x = nn.Dropout(0.2, name="dropout")(x)
    network = nn.Model(image, nn.Dense(classes, name="classifier")(x), name="efficientnet_lite0")
    if pretrained:
        _load(network, classes, input_shape)
    return network


def inverted_residual(nn, x, filters, kernel_size, expansion, *, strides=1, name):
    """1×1 to more channels, depthwise there, 1×1 back to few, without an activation; the input added if it fits.

    Parameters
    ----------
    nn : module
        `cnnlib.scratch` or `cnnlib.tf`.
    x : Symbol or Keras tensor, shape (batch, height, width, c)
    filters, kernel_size : int
    expansion : int
        How many times as many channels the depthwise convolution has as `x`.
    strides : int
    name : str

    Returns
    -------
    Symbol or Keras tensor, shape (batch, out_h, out_w, filters)

    Examples
    --------
    >>> from cnnlib import scratch
    >>> inverted_residual(scratch, scratch.Input((56, 56, 24)), 40, 5, 6, strides=2, name="fourth").shape
    (None, 28, 28, 40)
    """
    y, c = x, x.shape[-1]
    if expansion > 1:
        y = nn.Conv2D(expansion * c, 1, use_bias=False, name=f"{name}_expand")(y)
        y = norm_relu6(nn, y, f"{name}_expand")
    options = dict(use_bias=False, name=f"{name}_depthwise")
    y = nn.DepthwiseConv2D(kernel_size, strides, "same", **options)(y)
    y = norm_relu6(nn, y, f"{name}_depthwise")
    y = nn.Conv2D(filters, 1, use_bias=False, name=f"{name}_project")(y)
    y = nn.BatchNormalization(name=f"{name}_project_bn")(y)
    if strides == 1 and c == filters:
        y = nn.Add(name=f"{name}_add")([x, y])
    return y


def preprocess(photograph):
    """Numbers from 0 to 1, as `cnnlib.data.photograph` gives them, as the pretrained network takes them.

    Parameters
    ----------
    photograph : ndarray of floats from 0 to 1, shape (…, 3)

    Returns
    -------
    ndarray, shape of `photograph`
        (pixel − 127) / 128, where a pixel goes from 0 to 255.

    Raises
    ------
    TypeError
        If `photograph` does not hold float32 or float64.
    ValueError
        If a number lies outside 0 to 1, or there are not three channels.

    Examples
    --------
    >>> import numpy as np
    >>> preprocess(np.array([0.0, 1.0, 0.5]))
    array([-0.9921875 ,  1.        ,  0.00390625])
    """
    if isinstance(photograph, np.ndarray) and photograph.dtype.kind in "iu":
        got = f"photograph holds {photograph.dtype}, needs float32 or float64 from 0 to 1"
        raise TypeError(f"preprocess: {got}; convert it: photograph / 255")
    checks.check_arrays("preprocess", photograph=photograph)
    if photograph.shape[-1:] != (3,):
        needs = f"needs three channels last; {_three_channels(photograph.shape)}"
        raise ValueError(f"preprocess: photograph has shape {photograph.shape}, {needs}")
    if photograph.size and not 0 <= photograph.min() <= photograph.max() <= 1:
        raise ValueError(
            f"preprocess: photograph holds numbers from {photograph.min():g} to {photograph.max():g}, needs 0 to 1; "
            "divide pixels by 255"
        )
    return (photograph * 255 - 127) / 128


def _three_channels(shape):
    """How a photograph of this shape gets three channels."""
    channels = shape[-1] if len(shape) > 2 else None
    if channels == 4:
        return "leave out the fourth, which says how transparent a pixel is: photograph[..., :3]"
    one = "photograph" if channels == 1 else "photograph[..., None]"
    return f"copy a gray one: np.repeat({one}, 3, axis=-1)"


def _load(network, classes, input_shape):
    if classes != 1000 or input_shape[2] != 3:
        raise ValueError(
            f"efficientnet_lite0: pretrained needs 1000 classes and three channels, got {classes} and {input_shape[2]}"
        )
    stored = pretrained_efficientnet_lite0()
    norms, biases = ("gamma", "beta", "moving_mean", "moving_variance"), ("kernel", "bias")
    for layer in network.layers:
        if not layer.get_weights():
            continue
        parts = norms if layer.name.endswith("_bn") else biases[: len(layer.get_weights())]
        name = layer.name.replace("_", "/", 1)  # block1_expand_bn is stored as block1/expand_bn
        layer.set_weights([stored[f"{name}/{part}"] for part in parts])
