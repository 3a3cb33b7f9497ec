"""What the book says about speed: `make bench` times cnnlib.scratch against TensorFlow on this machine."""
