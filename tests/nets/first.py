"""The networks of the first chapters, which are not of a paper; `test_first.py` tests them."""

FIRST = {"dense_network", "first_cnn", "first_cnn_flattened", "first_cnn_pooled"}
