"""What the functions of cnnlib.tf take besides NumPy's arrays, and what they do in a graph."""

import keras
import numpy as np
import pytest

import cnnlib.scratch
import cnnlib.tf
import tensorflow as tf

X, KERNEL, ONES = np.ones((2, 5, 5, 3), np.float32), np.ones((3, 3, 3, 4), np.float32), np.ones(3, np.float32)


@pytest.mark.parametrize("variable", [tf.Variable, keras.Variable])
def test_variables_are_taken_and_have_gradients(variable):
    x, kernel = variable(X), variable(KERNEL)
    watched = [getattr(v, "value", v) if isinstance(v, keras.Variable) else v for v in (x, kernel)]
    with tf.GradientTape() as tape:
        y = cnnlib.tf.conv2d(x, kernel)
    assert y.shape == (2, 3, 3, 4)
    dx, dkernel = tape.gradient(y, watched)
    assert dx.shape == X.shape and float(dkernel[0, 0, 0, 0]) == 18


@pytest.mark.parametrize(
    "wrong",
    [
        tf.ragged.constant([[1.0], [2.0, 3.0]]),
        tf.sparse.from_dense([[1.0, 0.0]]),
        tf.IndexedSlices(tf.ones((1, 2)), tf.constant([0])),
    ],
    ids=lambda wrong: type(wrong).__name__,
)
def test_a_tensor_with_gaps_is_refused(wrong):
    with pytest.raises(TypeError, match=r"^relu: x is an? \w+, needs a tensor with a number in every place$"):
        cnnlib.tf.relu(wrong)


@pytest.mark.parametrize("dtype", ["float16", "bfloat16", "int32", "string"])
def test_the_fix_for_a_tensor_of_another_type_is_tensorflows(dtype):
    x = tf.constant(["a"]) if dtype == "string" else tf.ones(2, dtype)
    fix = "" if dtype == "string" else r"; convert it: tf.cast\(x, tf.float32\)"
    with pytest.raises(TypeError, match=f"^relu: x holds {dtype}, needs float32 or float64{fix}$"):
        cnnlib.tf.relu(x)


def test_the_fix_for_a_tensor_that_is_not_flat_is_tensorflows():
    with pytest.raises(ValueError, match=r"flatten it to \(2, 75\): tf.reshape\(x, \(-1, 75\)\)$"):
        cnnlib.tf.dense(X, np.ones((75, 2), np.float32))


@pytest.mark.parametrize(
    "call",
    [
        lambda x: cnnlib.tf.elu(x),
        lambda x: cnnlib.tf.layer_norm(x, ONES, ONES),
        lambda x: cnnlib.tf.batch_norm_inference(x, ONES, ONES, ONES, ONES),
        lambda x: cnnlib.tf.conv2d_transpose(x, np.ones((3, 3, 3, 3), np.float32), padding="same"),
    ],
)
def test_what_is_made_of_keras_takes_symbols(call):
    assert call(keras.Input((5, 5, 3))).shape == (None, 5, 5, 3)


def in_a_graph(function, *shapes):
    signature = [tf.TensorSpec(shape, tf.float32) for shape in shapes]
    return tf.function(function, input_signature=signature, autograph=False)


@pytest.mark.parametrize(
    "name, call",
    [
        ("global_max_pool2d", cnnlib.tf.global_max_pool2d),
        ("avg_pool2d", lambda x: cnnlib.tf.avg_pool2d(x, padding="same", count_include_pad=True)),
        ("depthwise_conv2d", lambda x: cnnlib.tf.depthwise_conv2d(x, KERNEL, strides=(1, 2), padding="same")),
    ],
)
def test_where_sizes_are_needed_unknown_ones_are_refused(name, call):
    with pytest.raises(ValueError, match=rf"^{name}: x has shape \(None, None, 5, 3\), needs a height and a width"):
        in_a_graph(call, (None, None, 5, 3))(X)


def test_where_they_are_not_they_are_taken():
    convolve = in_a_graph(lambda x: cnnlib.tf.conv2d(x, KERNEL), (None, None, None, 3))
    assert convolve(X).shape == (2, 3, 3, 4)


DEPTHWISE, POINTWISE, D_OUT = KERNEL[..., :1], np.ones((1, 1, 3, 4), np.float32), np.ones((1, 1, 1, 3), np.float32)
WINDOWED = {
    "conv2d": lambda x, **options: cnnlib.tf.conv2d(x, KERNEL, **options),
    "depthwise_conv2d": lambda x, **options: cnnlib.tf.depthwise_conv2d(x, DEPTHWISE, **options),
    "separable_conv2d": lambda x, **options: cnnlib.tf.separable_conv2d(x, DEPTHWISE, POINTWISE, **options),
    "max_pool2d": lambda x, **options: cnnlib.tf.max_pool2d(x, 3, 1, **options),
    "avg_pool2d": lambda x, **options: cnnlib.tf.avg_pool2d(x, 3, 1, **options),
}
UNPADDED = {
    "sliding_windows": lambda x: cnnlib.tf.sliding_windows(x, 3),
    "sliding_windows_backward": lambda x: cnnlib.tf.sliding_windows_backward(np.ones((1, 1, 1, 3, 3, 3), "f"), x, 3),
    "conv2d_backward": lambda x: cnnlib.tf.conv2d_backward(POINTWISE[:, :, :1], x, KERNEL),
    "depthwise_conv2d_backward": lambda x: cnnlib.tf.depthwise_conv2d_backward(D_OUT, x, DEPTHWISE),
    "separable_conv2d_backward": lambda x: cnnlib.tf.separable_conv2d_backward(
        POINTWISE[:, :, :1], x, DEPTHWISE, POINTWISE
    ),
    "max_pool2d_backward": lambda x: cnnlib.tf.max_pool2d_backward(D_OUT, x, 3),
    "avg_pool2d_backward": lambda x: cnnlib.tf.avg_pool2d_backward(D_OUT, x, 3),
}


@pytest.mark.parametrize("name, call", (WINDOWED | UNPADDED).items())
@pytest.mark.parametrize("size, axis", [((2, 5), "height"), ((5, 2), "width")])
def test_a_window_wider_than_an_image_of_unknown_size_is_refused_as_the_graph_runs(name, call, size, axis):
    window = "pool_size" if "pool" in name else "kernel_size" if "sliding" in name else "kernel"
    fix = "" if "sliding" in name else " or more padding"  # they take none
    words = f"{name}: {window} spans 3 cells of {axis}, but x has fewer; needs a smaller {window}{fix}"
    with pytest.raises(tf.errors.InvalidArgumentError, match=words):
        in_a_graph(call, (None, None, None, 3))(np.ones((1, *size, 3), np.float32))


@pytest.mark.parametrize("name, call", WINDOWED.items())
@pytest.mark.parametrize("padding", ["same", 1])
def test_an_image_of_unknown_size_that_padding_makes_wide_enough_is_taken(name, call, padding):
    x = np.arange(12, dtype=np.float32).reshape(1, 2, 2, 3)
    graph = in_a_graph(lambda x: call(x, padding=padding), (None, None, None, 3))
    np.testing.assert_allclose(graph(x), call(x, padding=padding))


def test_an_unknown_rank_is_refused_where_axes_count():
    with pytest.raises(ValueError, match="^conv2d: x has no known rank, needs rank 4: "):
        in_a_graph(lambda x: cnnlib.tf.conv2d(x, KERNEL), None)(X)
    for call in (
        lambda x: cnnlib.tf.relu_backward(x, x),
        cnnlib.tf.softmax,
        lambda x: cnnlib.tf.mean_squared_error_backward(x, x),
    ):
        assert in_a_graph(call, None)(X).shape == X.shape


def test_in_a_graph_dropout_draws_a_mask_each_time():
    rng, twin = np.random.default_rng(0), np.random.default_rng(0)
    dropout = in_a_graph(lambda x: cnnlib.tf.dropout(x, 0.5, rng)[1], (None,))
    for _ in range(2):
        np.testing.assert_array_equal(dropout(np.ones(50, np.float32)), twin.random(50) >= 0.5)


def test_in_a_graph_a_label_that_is_not_a_class_is_not_a_row_of_zeros():
    loss = tf.function(cnnlib.tf.softmax_cross_entropy, autograph=False)
    logits = tf.ones((2, 3))
    for labels in (tf.constant([0, 2]), tf.Variable([0, 2])):
        assert abs(float(loss(logits, labels)) - np.log(3)) < 1e-6
    with pytest.raises(tf.errors.InvalidArgumentError, match="3 is not in"):
        loss(logits, tf.constant([0, 3]))


@pytest.mark.parametrize("name", ["mean_squared_error", "mean_squared_error_backward"])
@pytest.mark.parametrize(
    "specs, shape", [((None, None), (4,)), ((None, None), (4, 4)), (((None, 1), (None, 1)), (1, 1))]
)
def test_in_a_graph_a_target_of_another_shape_is_not_broadcast(name, specs, shape):
    call = getattr(cnnlib.tf, name)
    y, target = np.ones((4, 1), np.float32), np.ones(shape, np.float32)
    words = f"{name}: target has another shape than y, needs the shape of y"
    with pytest.raises(tf.errors.InvalidArgumentError, match=words):
        in_a_graph(call, *specs)(y, target)


@pytest.mark.parametrize("shape", [(1, 5, 5, 3), (2, 5, 5, 1), (3,)])
def test_in_a_graph_a_gradient_of_another_shape_is_not_broadcast(shape):
    backward = in_a_graph(lambda d_out, x: cnnlib.tf.pad2d_backward(d_out, x, 0), None, (None, None, None, 3))
    with pytest.raises(tf.errors.InvalidArgumentError, match="pad2d_backward: d_out has another shape than the ou"):
        backward(np.ones(shape, np.float32), X)
    np.testing.assert_array_equal(backward(X, X), X)


@pytest.mark.parametrize("padding", [1, ((0, 1), (2, 0))])
def test_an_image_of_unknown_size_is_cropped(padding):
    kernel = np.random.default_rng(0).normal(size=(3, 3, 2, 3)).astype(np.float32)
    paint = lambda x: cnnlib.tf.conv2d_transpose(x, kernel, padding=padding)
    y = in_a_graph(paint, (None, None, None, 3))(X)
    np.testing.assert_allclose(y, cnnlib.scratch.conv2d_transpose(X, kernel, padding=padding), atol=1e-5)


@pytest.mark.parametrize("name", ["softmax_cross_entropy", "softmax_cross_entropy_backward"])
@pytest.mark.parametrize("labels", [np.zeros(1, np.int32), np.ones((1, 3), np.float32) / 3])
def test_in_a_graph_one_label_is_not_taken_for_every_row(name, labels):
    specs = [tf.TensorSpec((None, 3)), tf.TensorSpec((None, *labels.shape[1:]), labels.dtype)]
    loss = tf.function(getattr(cnnlib.tf, name), input_signature=specs, autograph=False)
    with pytest.raises(tf.errors.InvalidArgumentError, match=f"{name}: labels has another number of rows than logits"):
        loss(np.ones((4, 3), np.float32), labels)
    assert np.isfinite(loss(np.ones((1, 3), np.float32), labels)).all()


def test_in_a_graph_a_variance_below_0_is_refused():
    normalize = in_a_graph(lambda v: cnnlib.tf.batch_norm_inference(X, ONES, ONES, ONES, v), (3,))
    words = "batch_norm_inference: variance holds a number below 0, needs numbers of at least 0"
    with pytest.raises(tf.errors.InvalidArgumentError, match=words):
        normalize(np.float32([1, -1, 1]))
    assert np.isnan(normalize(np.float32([1, np.nan, 1]))).any()  # as outside a graph


@pytest.mark.parametrize("name", ["batch_norm", "instance_norm", "layer_norm", "group_norm"])
def test_a_norm_loses_the_digits_that_a_large_mean_takes_as_its_docstring_says(name):
    x, ones = np.random.default_rng(0).normal(1000, size=(8, 16, 16, 16)).astype(np.float32), np.ones(16)
    options = {"groups": 1} if name == "group_norm" else {}

    def normalized(half, dtype):
        y = getattr(half, name)(*(a.astype(dtype) for a in (x, ones, 0 * ones)), **options)
        return np.asarray(y[0] if isinstance(y, tuple) else y)

    def error(half):
        return abs(normalized(half, np.float32) - normalized(cnnlib.scratch, np.float64)).max()

    assert 5e-5 < error(cnnlib.tf) < 2e-3 and error(cnnlib.scratch) < 2e-6
    words = "by 5e-4 where the mean" if name == "batch_norm" else "In float32 it is as far off as `batch_norm`."
    assert words in getattr(cnnlib.tf, name).__doc__


def test_a_radius_that_32_bits_do_not_hold():
    far, near = (cnnlib.tf.local_response_norm(X, depth_radius=radius) for radius in (10**12, 5))
    np.testing.assert_array_equal(far, near)


def test_integers_of_numpy_are_options():
    options = dict(strides=np.int64(2), output_padding=np.int64(1))
    assert cnnlib.tf.conv2d_transpose(X, np.ones((3, 3, 4, 3), np.float32), **options).shape == (2, 12, 12, 4)
    assert cnnlib.tf.layer_norm(X, ONES, ONES, axis=np.int64(-1)).shape == X.shape


def test_the_layer_of_local_response_checks_its_options_and_works_in_float16():
    with pytest.raises(ValueError, match="^LocalResponseNormalization: depth_radius is -1, needs at least 0$"):
        cnnlib.tf.LocalResponseNormalization(depth_radius=-1)
    assert cnnlib.tf.LocalResponseNormalization(dtype="mixed_float16")(X).dtype == "float16"
    for x in (X[0], keras.Input((8, 3))):
        with pytest.raises(ValueError, match="is incompatible with the layer: expected ndim=4, found ndim=3"):
            cnnlib.tf.LocalResponseNormalization()(x)
