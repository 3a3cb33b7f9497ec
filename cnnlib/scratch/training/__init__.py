"""Training: losses, optimizers, their schedules, callbacks, and the loop that they meet in."""

from cnnlib.scratch.training.accuracy import (
    BinaryAccuracy,
    CategoricalAccuracy,
    SparseCategoricalAccuracy,
    SparseTopKCategoricalAccuracy,
    TopKCategoricalAccuracy,
)
from cnnlib.scratch.training.callbacks import Callback, History, LearningRateScheduler
from cnnlib.scratch.training.checkpoint import ModelCheckpoint
from cnnlib.scratch.training.early_stopping import EarlyStopping
from cnnlib.scratch.training.losses import (
    BinaryCrossentropy,
    CategoricalCrossentropy,
    MeanSquaredError,
    SparseCategoricalCrossentropy,
)
from cnnlib.scratch.training.optimizers import SGD, Adam, AdamW, RMSprop
from cnnlib.scratch.training.schedule import CosineDecay, ExponentialDecay, PiecewiseConstantDecay

__all__ = [
    "Adam", "AdamW", "BinaryAccuracy", "BinaryCrossentropy", "Callback", "CategoricalAccuracy",
    "CategoricalCrossentropy", "CosineDecay", "EarlyStopping", "ExponentialDecay", "History", "LearningRateScheduler",
    "MeanSquaredError", "ModelCheckpoint", "PiecewiseConstantDecay", "RMSprop", "SGD", "SparseCategoricalAccuracy",
    "SparseCategoricalCrossentropy", "SparseTopKCategoricalAccuracy", "TopKCategoricalAccuracy",
]
