"""Blocks of layers that several networks share."""


def norm_relu6(nn, x, name):
    """Batch normalization, and a ReLU that stops at 6: they follow most convolutions of a network for phones."""
    x = nn.BatchNormalization(name=f"{name}_bn")(x)
    return nn.ReLU(max_value=6.0, name=f"{name}_relu")(x)
