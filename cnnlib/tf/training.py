"""Training in TensorFlow: Keras's own losses, optimizers, learning-rate schedules, callbacks and seed."""

from keras.callbacks import Callback, EarlyStopping, History, LearningRateScheduler, ModelCheckpoint
from keras.losses import CategoricalCrossentropy, MeanSquaredError, SparseCategoricalCrossentropy
from keras.optimizers import SGD, Adam, AdamW, RMSprop
from keras.optimizers.schedules import CosineDecay, ExponentialDecay, PiecewiseConstantDecay
from keras.utils import set_random_seed

__all__ = [
    "SGD",
    "Adam",
    "AdamW",
    "Callback",
    "CategoricalCrossentropy",
    "CosineDecay",
    "EarlyStopping",
    "ExponentialDecay",
    "History",
    "LearningRateScheduler",
    "MeanSquaredError",
    "ModelCheckpoint",
    "PiecewiseConstantDecay",
    "RMSprop",
    "SparseCategoricalCrossentropy",
    "set_random_seed",
]
