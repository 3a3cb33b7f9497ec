"""What a solution says and its chapter has no time to try."""

import itertools

import numpy as np
import pytest

from cnnlib import data, nets, scratch


@pytest.mark.long
def test_no_pair_of_squares_hides_the_tripod():
    """Exercise 15.8: of the 1,176 pairs of places, none changes the network's answer."""
    network, photograph = nets.efficientnet_lite0(scratch, pretrained=True), data.photograph("camera")
    pairs = [*itertools.combinations(np.ndindex(7, 7), 2)]
    answers = set()
    for start in range(0, len(pairs), 4):
        copies = np.stack([photograph] * len(pairs[start : start + 4]))
        for copy, pair in zip(copies, pairs[start : start + 4]):
            for i, j in pair:
                copy[28 * i : 28 * i + 56, 28 * j : 28 * j + 56] = 0.5
        logits = network.predict(nets.preprocess(copies).astype(np.float32), batch_size=4, verbose=0)
        answers |= set(logits.argmax(axis=1).tolist())
    assert len(pairs) == 1_176 and answers == {data.imagenet_classes().index("tripod")}
