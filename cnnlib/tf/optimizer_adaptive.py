"""Optimizers with a step size for each weight in TensorFlow: Keras's own."""

from keras.optimizers import Adam, AdamW, RMSprop

__all__ = ["Adam", "AdamW", "RMSprop"]
