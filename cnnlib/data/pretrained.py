"""Weights trained on ImageNet, and ImageNet's class names."""

from importlib.resources import files

import numpy as np


def pretrained_efficientnet_lite0():
    """Weights of EfficientNet-Lite0, trained on ImageNet.

    Returns
    -------
    dict of str to ndarray of float32
        Kernels are HWIO, depthwise ones (kernel_h, kernel_w, c, 1); the names are listed in `cnnlib/data/README.md`.

    Examples
    --------
    >>> weights = pretrained_efficientnet_lite0()
    >>> weights["stem/conv/kernel"].shape, weights["classifier/bias"].shape
    ((3, 3, 3, 32), (1000,))
    """
    with (files("cnnlib.data") / "efficientnet_lite0_float16.npz").open("rb") as file, np.load(file) as stored:
        return {name: stored[name].astype(np.float32) for name in stored.files}


def imagenet_classes():
    """The 1,000 class names of ImageNet, in the order of the classifier's outputs.

    Returns
    -------
    list of str

    Examples
    --------
    >>> len(imagenet_classes()), imagenet_classes()[285]
    (1000, 'Egyptian cat')
    """
    return (files("cnnlib.data") / "imagenet_classes.txt").read_text(encoding="utf-8").splitlines()
