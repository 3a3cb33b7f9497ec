"""One seed for everything that is drawn, in TensorFlow: Keras's own."""

from keras.utils import set_random_seed

__all__ = ["set_random_seed"]
