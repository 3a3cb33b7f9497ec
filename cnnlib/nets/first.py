"""The networks of the first three chapters: a dense one, a convolutional one, and one that ends in a global pooling."""

from cnnlib import scratch
from cnnlib.data.first import first_weights
from cnnlib.nets.halves import built_by_either_half


@built_by_either_half
def dense_network(nn, *, classes=10, input_shape=(28, 28, 1)):
    """The network to beat: every number of the hidden layer sees every pixel.

    Parameters
    ----------
    nn : module
        `cnnlib.scratch` or `cnnlib.tf`.
    classes : int
    input_shape : (height, width, c)

    Returns
    -------
    Sequential

    Examples
    --------
    >>> from cnnlib import scratch
    >>> dense_network(scratch).count_params()
    50890
    """
    return nn.Sequential(
        [
            nn.Input(input_shape),
            nn.Flatten(),
            nn.Dense(64, activation="relu", name="hidden"),
            nn.Dense(classes, name="scores"),
        ],
        name="dense",
    )


@built_by_either_half
def first_cnn(nn, *, classes=10, input_shape=(28, 28, 1)):
    """Two convolutions, each with a pooling, and a dense layer that knows where in the picture each cell stands.

    Parameters
    ----------
    nn : module
        `cnnlib.scratch` or `cnnlib.tf`.
    classes : int
    input_shape : (height, width, c)

    Returns
    -------
    Sequential

    Examples
    --------
    >>> from cnnlib import scratch
    >>> first_cnn(scratch).count_params()
    5258
    """
    return nn.Sequential(
        [
            nn.Input(input_shape),
            nn.Conv2D(8, 3, activation="relu", name="conv1"),
            nn.MaxPooling2D(2, name="pool1"),
            nn.Conv2D(16, 3, activation="relu", name="conv2"),
            nn.MaxPooling2D(2, name="pool2"),
            nn.Flatten(name="flatten"),
            nn.Dense(classes, name="scores"),
        ],
        name="convolutional",
    )


@built_by_either_half
def first_cnn_pooled(nn, *, classes=10, input_shape=(28, 28, 1)):
    """Three convolutions. Of each map the last layer sees the largest number, and not where it stood.

    Parameters
    ----------
    nn : module
        `cnnlib.scratch` or `cnnlib.tf`.
    classes : int
    input_shape : (height, width, c)

    Returns
    -------
    Sequential

    Examples
    --------
    >>> from cnnlib import scratch
    >>> first_cnn_pooled(scratch).count_params()
    6218
    """
    return nn.Sequential(
        [
            *_three_convolutions(nn, input_shape),
            nn.GlobalMaxPooling2D(name="pool3"),
            nn.Dense(classes, name="scores"),
        ],
        name="pooled",
    )


@built_by_either_half
def first_cnn_flattened(nn, *, classes=10, input_shape=(28, 28, 1)):
    """`first_cnn_pooled` with the head of `first_cnn`: what differs between the two is the head alone.

    Parameters
    ----------
    nn : module
        `cnnlib.scratch` or `cnnlib.tf`.
    classes : int
    input_shape : (height, width, c)

    Returns
    -------
    Sequential

    Examples
    --------
    >>> from cnnlib import scratch
    >>> first_cnn_flattened(scratch).count_params()
    21578
    """
    return nn.Sequential(
        [
            *_three_convolutions(nn, input_shape),
            nn.Flatten(name="flatten"),
            nn.Dense(classes, name="scores"),
        ],
        name="flattened",
    )


def _three_convolutions(nn, input_shape):
    """From a picture to 32 maps with a quarter of its sides. The windows go on over a ring of zeros: nothing is cut."""
    return [
        nn.Input(input_shape),
        nn.Conv2D(8, 3, padding="same", activation="relu", name="conv1"),
        nn.MaxPooling2D(2, name="pool1"),
        nn.Conv2D(16, 3, padding="same", activation="relu", name="conv2"),
        nn.MaxPooling2D(2, name="pool2"),
        nn.Conv2D(32, 3, padding="same", activation="relu", name="conv3"),
    ]


FIRST = {"dense": dense_network, "convolutional": first_cnn, "convolutional, pooled": first_cnn_pooled}


def first_networks(*, shuffled=False):
    """The three networks with the weights that the book ships.

    Parameters
    ----------
    shuffled : bool
        Those for shuffled pixels, ``pictures.reshape(-1, 784)[:, data.shuffled_order()]``: two that were trained on
        them, and the dense network with its first weights in the new order.

    Returns
    -------
    dict of str to Sequential of `cnnlib.scratch`
        They take pictures from 0 to 1, shape (batch, 28, 28, 1), and give ten scores.

    Examples
    --------
    >>> list(first_networks())
    ['dense', 'convolutional', 'convolutional, pooled']
    """
    networks = {name: build(scratch) for name, build in FIRST.items()}
    for name, network in networks.items():
        network.set_weights(first_weights(name, shuffled=shuffled))
    return networks
