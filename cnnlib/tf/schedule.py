"""Learning rates that change with the step in TensorFlow: Keras's own."""

from keras.optimizers.schedules import CosineDecay, ExponentialDecay, PiecewiseConstantDecay

__all__ = ["CosineDecay", "ExponentialDecay", "PiecewiseConstantDecay"]
