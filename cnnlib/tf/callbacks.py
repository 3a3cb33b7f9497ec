"""Callbacks in TensorFlow: Keras's own."""

from keras.callbacks import Callback, EarlyStopping, History, LearningRateScheduler, ModelCheckpoint

__all__ = ["Callback", "EarlyStopping", "History", "LearningRateScheduler", "ModelCheckpoint"]
