"""Five photographs of 224×224 pixels."""

from importlib.resources import files

import numpy as np

from cnnlib import checks, wording

LUMINANCE = np.array([0.299, 0.587, 0.114], np.float32)  # weights of red, green and blue in ITU-R BT.601


def photographs():
    """Names of the photographs.

    Returns
    -------
    list of str

    Examples
    --------
    >>> photographs()
    ['astronaut', 'camera', 'chelsea', 'coffee', 'rocket']
    """
    return sorted(
        f.name.removesuffix("_224.png") for f in files("cnnlib.data").iterdir() if f.name.endswith("_224.png")
    )


def photograph(name, *, color=True):
    """Read one of the photographs.

    Parameters
    ----------
    name : str
        One of `photographs()`.
    color : bool
        Whether to give three channels (red, green, blue) or one, the luminance of ITU-R BT.601,
        0.299 red + 0.587 green + 0.114 blue. "camera" is a gray photograph: its three channels are equal.

    Returns
    -------
    ndarray of float32, shape (224, 224, 3), or (224, 224) without color
        From 0, black, to 1.

    Raises
    ------
    ValueError
        If there is no photograph of that name.
    TypeError
        If `color` is neither True nor False.

    Examples
    --------
    >>> photograph("chelsea").shape, photograph("chelsea", color=False).shape
    ((224, 224, 3), (224, 224))
    """
    from PIL import Image  # comes with Matplotlib

    color = checks.flag("photograph", "color", color)
    if not isinstance(name, str) or name not in photographs():
        raise ValueError(f"photograph: name is {wording.shown(name)}, needs one of {', '.join(photographs())}")
    with (files("cnnlib.data") / f"{name}_224.png").open("rb") as file:
        pixels = np.asarray(Image.open(file), np.float32) / 255
    if color:
        return pixels if pixels.ndim == 3 else np.repeat(pixels[:, :, None], 3, axis=2)
    return pixels if pixels.ndim == 2 else pixels @ LUMINANCE
