"""Networks in TensorFlow: Keras's own."""

from keras import Model, Sequential

__all__ = ["Model", "Sequential"]
