"""Keras's layers, one by one: which of cnnlib's computes the same, and with which arguments."""

import inspect

import numpy as np

from cnnlib import scratch, wording
from cnnlib.conversion.convnext import ELSEWHERE
from cnnlib.keras_layer import check_layer, check_unchanged, place
from cnnlib.keras_model import class_inside
from cnnlib.scratch.layers.activation import AS_ACTIVATION, FUNCTIONS

# Arguments of Keras's layers on which no output of the network depends, and why.
WITHOUT_EFFECT = {
    "name": "our layer has it",
    "trainable": "is set with the weights",
    "dtype": "is compared with the input's",
    "data_format": "is compared with (batch, height, width, channels)",
    "seed": "starts Keras's random numbers; NumPy's are others",
    "synchronized": "is about machines that train together",
}
# The same, by the end of the argument's name. The last two belong to Keras's fit.
WITHOUT_EFFECT_BY_ENDING = {
    "_initializer": "the weights are copied",
    "_regularizer": "adds to the loss; L1, L2 and L1L2 are converted where our layer takes them",
    "_constraint": "changes the weights after each step",
}
# Layers of noise, augmentation and penalties that cnnlib does not have. In inference Keras's pass their input on; ours,
# an Identity, do so in training too.
IN_TRAINING_ALONE = (
    "ActivityRegularization",
    "AlphaDropout",
    "AugMix",
    "CutMix",
    "GaussianDropout",
    "MixUp",
    "RandAugment",
    "RandomBrightness",
    "RandomColorDegeneration",
    "RandomColorJitter",
    "RandomContrast",
    "RandomElasticTransform",
    "RandomErasing",
    "RandomGaussianBlur",
    "RandomGrayscale",
    "RandomHue",
    "RandomInvert",
    "RandomPerspective",
    "RandomPosterization",
    "RandomSaturation",
    "RandomSharpness",
    "RandomShear",
    "RandomZoom",
    "Solarization",
)
# Dropout of whole channels along another number of axes than two, and the axes along which it draws.
SPATIAL_DROPOUT = {"SpatialDropout1D": (None, 1, None), "SpatialDropout3D": (None, 1, 1, 1, None)}


def check_known(op, layer, supported):
    """Refuse a layer that is not one of Keras's own of these names, whatever its arguments, nor one of ConvNeXt's.

    Raises
    ------
    ValueError
        If the class is not known, or this one layer computes something else than its class does.
    """
    if _elsewhere(layer) is None:
        check_layer(op, layer, supported)
    else:
        check_unchanged(op, layer)


def layer_of(op, layer, dtype):
    """The layer of cnnlib that computes what one of Keras's computes; its weights are still to be copied.

    Parameters
    ----------
    op : str
        Who speaks in a message.
    layer : keras.Layer
        That `check_known` lets pass.
    dtype : str
        Of what the layer is called on.

    Returns
    -------
    cnnlib.scratch.Layer

    Raises
    ------
    ValueError, TypeError
        If one of its arguments is not supported.
    """
    where, make = place(op, layer), _elsewhere(layer)
    if layer.dtype_policy.name != dtype:
        raise ValueError(
            f"{where} computes in {layer.dtype_policy.name}, but is called on {dtype}; needs one type from the Input "
            "on, float32 or float64: dtype=…"
        )
    try:
        return make(layer) if make is not None else _same_name(op, layer)
    except (ValueError, TypeError) as error:
        if str(error).startswith(where):
            raise
        raise type(error)(f"{where}: {str(error).removeprefix(f'{type(layer).__name__}: ')}") from None


def weights_of(layer):
    """The numbers that a layer computes with, in the order of its weights."""
    weights = layer.get_weights()
    if type(layer).__name__ == "Normalization" and weights:  # Keras computes with a copy that it made when it adapted
        used = (np.array(layer.mean), np.array(layer.variance))
        return [*(a.reshape(w.shape) for a, w in zip(used, weights)), *weights[2:]]
    return weights


def supported_layers():
    """The names of Keras's layers that can be converted."""
    ours = [
        name
        for name in scratch.__all__
        if inspect.isclass(value := getattr(scratch, name))
        and issubclass(value, scratch.Layer)
        and value is not scratch.Layer
    ]
    return [*ours, *IN_TRAINING_ALONE, *SPATIAL_DROPOUT, "Pipeline"]


def _elsewhere(layer):
    for (module, name), make in ELSEWHERE.items():
        if type(layer).__name__ == name and type(layer) is class_inside(module, name):
            return make
    return None


def _same_name(op, layer):
    """Our layer of the same name and arguments."""
    name = type(layer).__name__
    if name in IN_TRAINING_ALONE:
        return scratch.Identity(name=layer.name)
    if name in SPATIAL_DROPOUT:
        return scratch.Dropout(layer.rate, SPATIAL_DROPOUT[name], name=layer.name)
    ours = getattr(scratch, name)
    arguments = {"name": layer.name}
    if "activation" in inspect.signature(ours).parameters:
        arguments["activation"] = _activation(op, layer)
    return ours(**arguments, **_arguments(op, layer, ours))


def _arguments(op, layer, ours):
    """What the layer was made with, but for its activation, as far as it can be made here."""
    known = inspect.signature(ours).parameters
    defaults = inspect.signature(type(layer)).parameters
    arguments = {}
    for key, value in _config(layer).items():
        if key == "activation" or key in WITHOUT_EFFECT:
            continue
        if key.endswith(tuple(WITHOUT_EFFECT_BY_ENDING)):
            arguments |= {key: _for_training(key, layer)} if key in known else {}
        elif key in known:
            arguments[key] = _of_config(value)
        elif value != defaults[key].default if key in defaults else value not in (None, False):
            value = value["class_name"] if isinstance(value, dict) and "class_name" in value else repr(value)
            raise ValueError(
                f"{place(op, layer)} has {key}={value}, which is not supported; build the model without it, and set "
                "its weights"
            )
    return arguments


def _config(layer):
    """What the layer says it was made with. No regularizer is asked: one of the reader's own may not say it."""
    of_layer = vars(layer).items()
    regularizers = {key: value for key, value in of_layer if key.endswith("_regularizer") and value is not None}
    try:
        for key in regularizers:
            setattr(layer, key, None)
        return layer.get_config()
    finally:
        for key, value in regularizers.items():
            setattr(layer, key, value)


def _for_training(key, layer):
    """The quickest initializer, since the weights are copied; our regularizer for Keras's of the same name."""
    import keras

    if key.endswith("_initializer"):
        return "zeros"
    regularizer = getattr(layer, key)
    kind = type(regularizer).__name__
    if kind in ("L1", "L2", "L1L2") and type(regularizer) is getattr(keras.regularizers, kind):
        return getattr(scratch, kind)(**regularizer.get_config())
    return None


def _of_config(value):
    """An argument as it was given: Keras writes arrays as dicts."""
    import keras

    is_array = isinstance(value, dict) and value.get("class_name") == "__numpy__"
    return keras.saving.deserialize_keras_object(value) if is_array else value


def _activation(op, layer):
    """The name of a layer's activation if it is the very function that the name stands for here; or a layer's."""
    import keras

    function, where = layer.activation, place(op, layer)
    for name, functions in known_activations().items():
        if any(function is known for known in functions):
            return name
    if isinstance(function, keras.Layer):
        kind = type(function).__name__
        if kind not in [known.__name__ for known in AS_ACTIVATION]:
            raise ValueError(f"{where} has the layer {kind} as its activation, needs that layer after it")
        check_known(op, function, supported_layers())
        return layer_of(op, function, function.dtype_policy.name)
    name = getattr(function, "__qualname__", None)
    got = f"{function.__module__}.{name}" if name else wording.a_type(function)
    raise ValueError(
        f"{where} has {got} as its activation, needs one of keras.activations that cnnlib has, or a layer such as "
        f"ReLU(6.0); it has {', '.join(known_activations())}"
    )


def known_activations():
    """For each name of an activation the functions that compute it: Keras's, and TensorFlow's."""
    import keras
    import tensorflow as tf

    modules = (keras.activations, keras.ops, tf.nn)
    known = {name: [getattr(module, name) for module in modules if hasattr(module, name)] for name in FUNCTIONS}
    known["gelu"].remove(keras.ops.gelu)  # which approximates by tanh where nothing else is said
    return {"linear": [keras.activations.linear], **known}
