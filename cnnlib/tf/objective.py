"""What training minimizes in TensorFlow: Keras's own losses."""

from keras.losses import CategoricalCrossentropy, SparseCategoricalCrossentropy

__all__ = ["CategoricalCrossentropy", "SparseCategoricalCrossentropy"]
