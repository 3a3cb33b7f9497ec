"""What training minimizes in TensorFlow: Keras's own losses."""

from keras.losses import CategoricalCrossentropy, MeanSquaredError, SparseCategoricalCrossentropy

__all__ = ["CategoricalCrossentropy", "MeanSquaredError", "SparseCategoricalCrossentropy"]
