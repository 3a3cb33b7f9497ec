"""AlexNet: five convolutions, three dense layers, ReLU and dropout."""

from cnnlib.nets.halves import built_by_either_half


@built_by_either_half
def alexnet(nn, *, classes=1000, input_shape=(227, 227, 3), groups=2):
    """AlexNet, grouped as published or in one tower.

    Parameters
    ----------
    nn : module
        `cnnlib.scratch` or `cnnlib.tf`.
    classes : int
    input_shape : (height, width, c)
    groups : int
        2: the second, fourth and fifth convolution see one half of the channels each, as on the authors' two graphics
        cards. 1: one tower.

    Returns
    -------
    Sequential

    Notes
    -----
    The paper prints an input of 224×224. Its own counts (55×55 positions of an 11×11 kernel at stride 4, without
    padding) need 227×227.

    References
    ----------
    A. Krizhevsky, I. Sutskever and G. E. Hinton, "ImageNet classification with deep convolutional neural networks",
    NIPS 2012, section 3.

    Examples
    --------
    >>> from cnnlib import scratch
    >>> alexnet(scratch).count_params()
    60965224
    """

    same = dict(padding="same", activation="relu")

    def norm(name):
        options = dict(depth_radius=2, bias=2.0, alpha=1e-4, beta=0.75)
        return nn.LocalResponseNormalization(**options, name=name)

    return nn.Sequential(
        [
            nn.Input(input_shape),
            nn.Conv2D(96, 11, strides=4, activation="relu", name="conv1"),
            norm("norm1"),
            nn.MaxPooling2D(3, strides=2, name="pool1"),
            nn.Conv2D(256, 5, groups=groups, **same, name="conv2"),
            norm("norm2"),
            nn.MaxPooling2D(3, strides=2, name="pool2"),
            nn.Conv2D(384, 3, **same, name="conv3"),
            nn.Conv2D(384, 3, groups=groups, **same, name="conv4"),
            nn.Conv2D(256, 3, groups=groups, **same, name="conv5"),
            nn.MaxPooling2D(3, strides=2, name="pool5"),
            nn.Flatten(),
            nn.Dense(4096, activation="relu", name="fc6"),
            nn.Dropout(0.5, name="drop6"),
            nn.Dense(4096, activation="relu", name="fc7"),
            nn.Dropout(0.5, name="drop7"),
            nn.Dense(classes, name="fc8"),
        ],
        name="alexnet",
    )
