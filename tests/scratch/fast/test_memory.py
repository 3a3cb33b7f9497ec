"""What a convolution holds beside its input and its output does not grow with the batch; what it keeps is bounded."""

import threading
import tracemalloc

import numpy as np
import pytest

from cnnlib import scratch
from cnnlib.scratch.convolution import conv2d_weight_gradients
from cnnlib.scratch.fast import METHODS, memory, threads


def held_beside(results, f):
    """The most bytes that f held at a time, less those of what it gives back."""
    threads.forget()  # kept from earlier calls, it would not count
    tracemalloc.start()
    try:
        given = results(f())
        return tracemalloc.get_traced_memory()[1] - sum(array.nbytes for array in given)
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("method", METHODS)
def test_memory_beside_input_and_output_is_bounded(method):
    """At most 256 MiB, where the padded input is more than 256, and all windows at once more than 2,000."""
    k = 1 if method == "product" else 3
    x, kernel = np.ones((128, 180, 180, 16), np.float32), np.ones((k, k, 16, 2), np.float32)
    assert x.nbytes > 250 * 2**20
    held = held_beside(lambda y: [y], lambda: scratch.conv2d(x, kernel, padding=1, method=method))
    assert held < 256 * 2**20


@pytest.mark.parametrize(
    "method, x, kernel",
    [
        ("fft", (1, 512, 512, 1), (3, 3, 1, 100)),  # all filters' spectra would be 105 MiB, and are made and conjugated
        ("winograd4", (1, 6, 6, 1024), (3, 3, 1024, 1024)),  # all filters transformed, 144 MiB
        ("winograd2", (1, 256, 256, 1), (3, 3, 1, 512)),  # the products of all tiles, 512 MiB
        ("sums", (1, 400, 400, 3), (3, 3, 3, 256)),  # a product of the whole image, 155 MiB
    ],
)
def test_memory_is_bounded_for_many_filters_of_one_image(method, x, kernel):
    x, kernel = np.ones(x, np.float32), np.ones(kernel, np.float32)
    held = held_beside(lambda y: [y], lambda: scratch.conv2d(x, kernel, method=method))
    assert held < (256 if method.startswith("winograd") else 128) * 2**20


@pytest.mark.parametrize("groups", [1, 2])
@pytest.mark.parametrize("k, strides", [(1, 1), (3, 1), (3, 2)])
def test_memory_does_not_grow_with_the_batch_whatever_the_groups(k, strides, groups):
    x, kernel = np.ones((128, 90, 90, 16), np.float32), np.ones((k, k, 16 // groups, 16), np.float32)
    options = dict(padding=1, strides=strides, groups=groups)
    assert x.nbytes > 60 * 2**20
    d_out = np.ones(scratch.conv2d(x, kernel, **options).shape, np.float32)
    held = [held_beside(lambda y: [y], lambda: scratch.conv2d(x, kernel, **options))]
    held += [held_beside(lambda gradients: gradients, lambda: scratch.conv2d_backward(d_out, x, kernel, **options))]
    options |= dict(dilation_rate=1)
    held += [held_beside(lambda g: g, lambda: conv2d_weight_gradients(d_out, x, kernel, **options))]
    assert max(held) < 48 * 2**20


def test_many_filters_of_few_channels_are_bounded_too():
    """With groups, a run's output has memory of its own: 8 channels would come to 16 MB, their 256 filters to 500."""
    x, kernel = np.ones((64, 90, 90, 4), np.float32), np.ones((3, 3, 2, 256), np.float32)
    held = held_beside(lambda y: [y], lambda: scratch.conv2d(x, kernel, padding=1, groups=2))
    assert held < 64 * 2**20


def test_depthwise_convolution_holds_little_beside_input_and_output():
    x, kernel, bias = np.ones((16, 112, 112, 32), np.float32), np.ones((3, 3, 32, 1), np.float32), np.ones(32, "f4")
    d_out = scratch.depthwise_conv2d(x, kernel, bias, padding="same")
    held = held_beside(lambda y: [y], lambda: scratch.depthwise_conv2d(x, kernel, bias, padding="same"))
    assert held < 8 * 2**20 < x.nbytes
    held = held_beside(lambda g: g, lambda: scratch.depthwise_conv2d_backward(d_out, x, kernel, padding="same"))
    assert held < 12 * 2**20


def test_kept_memory_is_used_again_and_bounded():
    first = memory.buffer("test", (4, 5), np.float64)
    again = memory.buffer("test", (3,), np.float32)
    assert np.shares_memory(again, first) and again.shape == (3,) and again.dtype == np.float32
    assert not np.shares_memory(memory.buffer("other", (3,), np.float32), first)
    large = int(memory.KEPT_MEGABYTES * 1e6)
    assert np.shares_memory(*(memory.buffer("test", (large,), np.uint8) for _ in range(2)))
    fresh = [memory.buffer("test", (large + 1,), np.uint8) for _ in range(2)]
    assert not np.shares_memory(*fresh) and fresh[0].dtype == np.uint8
    threads.forget()
    assert not np.shares_memory(memory.buffer("test", (3,), np.float32), first)


def test_threads_have_memory_of_their_own():
    mine, others = memory.buffer("test", (9,), np.uint8), []
    thread = threading.Thread(target=lambda: others.append(memory.buffer("test", (9,), np.uint8)))
    thread.start()
    thread.join()
    assert not np.shares_memory(mine, others[0])


def test_what_is_kept_between_calls_is_at_most_12_megabytes_a_thread_and_can_be_given_back():
    with threads.one_blas_thread() as count:
        pass
    threads.forget()
    tracemalloc.start()
    try:
        for size, c in ((8, 4), (64, 64), (200, 16), (100, 1)):
            x = np.ones((4, size, size, c), np.float32)
            for padding in ("valid", "same"):
                y = scratch.conv2d(x, np.ones((5, 5, c, 8), np.float32), padding=padding)
                scratch.conv2d_backward(y, x, np.ones((5, 5, c, 8), np.float32), padding=padding)
                scratch.depthwise_conv2d(x, np.ones((5, 5, c, 8), np.float32), padding=padding)
            del x, y
        kept = tracemalloc.get_traced_memory()[0]
        assert 10**5 < kept < 12.1e6 * count
        threads.forget()
        assert tracemalloc.get_traced_memory()[0] < 10**5
    finally:
        tracemalloc.stop()
