"""Optimizers in TensorFlow: Keras's own."""

from keras.optimizers import SGD

__all__ = ["SGD"]
