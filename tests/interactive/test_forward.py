"""Networks in the page: the weights as they arrive, and the forward pass against cnnlib's on random networks."""

import numpy as np
import pytest

from cnnlib import interactive, nets, scratch
from cnnlib.interactive.forward import described, outputs, packed


def halves(network):
    """The network with weights that float16 holds exactly, as those that the book ships are."""
    network.set_weights([w.astype(np.float16).astype(np.float32) for w in network.get_weights()])
    return network


def random_network(rng):
    """Convolutions and poolings in any order that fits, and a head."""
    side, c_in = int(rng.integers(5, 15)), int(rng.integers(1, 4))
    layers, n = [scratch.Input((side, side + 1, c_in))], side
    for _ in range(rng.integers(1, 4)):
        k, same = int(rng.integers(1, 5)), bool(rng.integers(2))
        if same or n > k:
            activation = [None, "relu"][rng.integers(2)]
            layers.append(scratch.Conv2D(int(rng.integers(1, 5)), k, padding="same" if same else "valid", activation=activation))
            n = n if same else n - k + 1
        size = int(rng.integers(2, 4))
        if n >= 2 * size and rng.integers(2):
            layers.append(scratch.MaxPooling2D(size))
            n //= size
    layers.append(scratch.GlobalMaxPooling2D() if rng.integers(2) else scratch.Flatten())
    layers += [scratch.Dense(4, activation="relu"), scratch.Dense(3)]
    network = scratch.Sequential(layers)
    network.set_weights([rng.normal(0, 1, w.shape).astype(np.float32) for w in network.get_weights()])
    return halves(network), (side, side + 1, c_in)


RUN = """([told, values, height, width, order]) =>
    cnn.forward(cnn.network(told, order), Float64Array.from(values), height, width).map((maps) => [...maps.values])"""


@pytest.fixture
def page(shown):
    return shown(interactive.network_map())


def run(page, network, x, order=None):
    return page.evaluate(RUN, [described(network), x.ravel().tolist(), *x.shape[:2], order])


def test_the_forward_pass_is_cnnlib_s(page):
    rng = np.random.default_rng(0)
    for _ in range(60):
        network, shape = random_network(rng)
        x = rng.normal(0, 1, (1, *shape)).astype(np.float32) * (rng.random((1, *shape)) < 0.8)
        expected = x
        maps = run(page, network, x[0])
        for layer, values in zip(network.layers, maps[1:]):
            expected = layer(expected)
            np.testing.assert_allclose(values, expected.ravel(), rtol=1e-4, atol=1e-4, err_msg=layer.name)


def test_the_first_networks_on_pictures(page):
    rng = np.random.default_rng(1)
    for network in nets.first_networks().values():
        picture = rng.integers(0, 256, (28, 28)) / 255
        for values, expected in zip(run(page, network, picture), outputs(network, picture)):
            np.testing.assert_allclose(values, expected.ravel(), atol=1e-9)
        scores = network(picture[None, :, :, None].astype(np.float32))
        np.testing.assert_allclose(outputs(network, picture)[-1], scores[0], rtol=1e-4, atol=1e-4)


def test_pixels_in_another_order_meet_the_same_weights(page):
    network, rng = nets.first_networks()["dense"], np.random.default_rng(2)
    order, picture = rng.permutation(784), rng.random((28, 28))
    shuffled = picture.ravel()[order].reshape(28, 28)
    np.testing.assert_allclose(
        run(page, network, shuffled, order.tolist())[-1], run(page, network, picture)[-1], atol=1e-9
    )


def test_every_float16_arrives(page):
    bits = np.arange(2**16, dtype=np.uint16)
    numbers = bits.view(np.float16)
    numbers = numbers[np.isfinite(numbers)][: 2**15 - 2**11]  # as many as the two layers below have weights, or more
    half = len(numbers) // 2
    told = {"layers": [{"kind": "dense", "shape": [half, 1]}], "weights": packed(np.append(numbers, np.float16(0)))}
    arrived = page.evaluate("(told) => { const [layer] = cnn.network(told); return [...layer.kernel]; }", told)
    np.testing.assert_array_equal(arrived, numbers[:half].astype(float))


def test_packed_text_needs_no_escape():
    import html
    import json

    text = packed(np.random.default_rng(0).integers(0, 256, 100_000).astype(np.uint8))
    assert html.escape(json.dumps(text, ensure_ascii=False), quote=False) == f'"{text}"' and "'" not in text
    assert len(set(text)) == 85


@pytest.mark.parametrize(
    "layer",
    [
        scratch.Conv2D(2, 3, strides=2),
        scratch.Conv2D(2, 3, activation="tanh"),
        scratch.Conv2D(2, 3, use_bias=False),
        scratch.MaxPooling2D(2, strides=1),
        scratch.AveragePooling2D(2),
        scratch.GlobalMaxPooling2D(keepdims=True),
    ],
)
def test_a_layer_that_the_page_does_not_know_is_refused(layer):
    network = scratch.Sequential([scratch.Input((8, 8, 1)), layer])
    with pytest.raises(ValueError, match="described: forward.js does not run"):
        described(network)
