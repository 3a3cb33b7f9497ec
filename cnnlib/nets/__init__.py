"""The first networks and the classic ones, each described once and built by either half.

Each takes the half as its first argument, as in `vgg16(cnnlib.scratch)` and `vgg16(cnnlib.tf)`, and returns a network
that gives logits: no softmax stands at the end.
"""

from cnnlib.nets.alexnet import alexnet
from cnnlib.nets.densenet import densenet121
from cnnlib.nets.efficientnet import efficientnet_lite0, preprocess
from cnnlib.nets.first import dense_network, first_cnn, first_cnn_flattened, first_cnn_pooled, first_networks
from cnnlib.nets.googlenet import googlenet
from cnnlib.nets.lenet import lenet5
from cnnlib.nets.mobilenet import mobilenet
from cnnlib.nets.resnet import resnet18, resnet34, resnet50, resnet101, resnet152
from cnnlib.nets.vgg import vgg11, vgg13, vgg16, vgg19

__all__ = [
    "alexnet",
    "dense_network",
    "densenet121",
    "efficientnet_lite0",
    "first_cnn",
    "first_cnn_flattened",
    "first_cnn_pooled",
    "first_networks",
    "googlenet",
    "lenet5",
    "mobilenet",
    "preprocess",
    "resnet101",
    "resnet152",
    "resnet18",
    "resnet34",
    "resnet50",
    "vgg11",
    "vgg13",
    "vgg16",
    "vgg19",
]
