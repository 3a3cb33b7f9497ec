"""Training in TensorFlow: Keras's own losses, metrics, regularizers, optimizers, schedules and callbacks."""

from keras.callbacks import Callback, EarlyStopping, History, LearningRateScheduler, ModelCheckpoint
from keras.losses import BinaryCrossentropy, CategoricalCrossentropy, MeanSquaredError, SparseCategoricalCrossentropy
from keras.metrics import (
    BinaryAccuracy,
    CategoricalAccuracy,
    SparseCategoricalAccuracy,
    SparseTopKCategoricalAccuracy,
    TopKCategoricalAccuracy,
)
from keras.optimizers import SGD, Adam, AdamW, RMSprop
from keras.optimizers.schedules import CosineDecay, ExponentialDecay, PiecewiseConstantDecay
from keras.regularizers import L1, L1L2, L2

__all__ = [
    "Adam", "AdamW", "BinaryAccuracy", "BinaryCrossentropy", "Callback", "CategoricalAccuracy",
    "CategoricalCrossentropy", "CosineDecay", "EarlyStopping", "ExponentialDecay", "History", "L1", "L1L2", "L2",
    "LearningRateScheduler", "MeanSquaredError", "ModelCheckpoint", "PiecewiseConstantDecay", "RMSprop", "SGD",
    "SparseCategoricalAccuracy", "SparseCategoricalCrossentropy", "SparseTopKCategoricalAccuracy",
    "TopKCategoricalAccuracy",
]
