"""The book's data, all of it on disk: Fashion-MNIST, photographs, trained weights.

`cnnlib/data/README.md` gives the origin, the license and the checksum of each file.
"""

from cnnlib.data.fashion import FASHION_MNIST_CLASSES, fashion_mnist, fashion_mnist_full
from cnnlib.data.first import first_accuracies, first_weights, shuffled_order
from cnnlib.data.photographs import photograph, photographs
from cnnlib.data.pretrained import imagenet_classes, pretrained_efficientnet_lite0

__all__ = [
    "FASHION_MNIST_CLASSES",
    "fashion_mnist",
    "fashion_mnist_full",
    "first_accuracies",
    "first_weights",
    "imagenet_classes",
    "photograph",
    "photographs",
    "pretrained_efficientnet_lite0",
    "shuffled_order",
]
