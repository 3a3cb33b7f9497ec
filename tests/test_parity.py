"""Both halves have the same names and signatures, and agree on drawn configurations."""

import inspect

import numpy as np
import pytest
import tensorflow as tf
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

import cnnlib.tf
from cnnlib import scratch
from cnnlib.explanation import curves
from tests.ops import OPS
from tests.ops.calls import (
    CONFIGURATIONS,
    WITH_BACKWARD,
    as_tuple,
    drawn,
    drawn_call,
    every_op,
    every_op_with_backward,
    run,
    run_backward,
)

# Definitions that stand beside the fast form, and tools: NumPy only, tested in tests/scratch.
NUMPY_ONLY = {
    "avg_pool2d_naive",
    "batch_norm_naive",
    "batch_norm_naive_backward",
    "conv2d_naive",
    "conv2d_windows",
    "max_pool2d_naive",
    "max_pool2d_naive_backward",
    "numerical_gradient",
    "relative_error",
}
# Functions that compute nothing; they and the classes are compared with Keras's in tests/scratch/layers.
NO_OPERATIONS = {"Input", "set_random_seed"}


# Numbers drawn are of the order of 1. A result that is nowhere above this came of cancelling, and is as exact as what
# cancelled, not as itself: of 10,000 drawn means, one was -9e-18 here and 0 there.
CANCELLED = 0.1


def assert_same(results, expected, rtol):
    results, expected = as_tuple(results), as_tuple(expected)
    assert len(results) == len(expected)
    for ours, theirs in zip(results, expected):
        ours, theirs = np.asarray(ours), np.asarray(theirs)
        assert ours.shape == theirs.shape
        assert ours.dtype == theirs.dtype or ours.dtype.kind == "i"
        if ours.dtype == bool:
            ours, theirs = ours.astype(float), theirs.astype(float)
        largest = max(CANCELLED, *(np.abs(a).max(initial=0) for a in (ours, theirs)))
        assert np.abs(ours - theirs).max(initial=0) <= rtol * largest


def test_every_public_name_has_a_row_and_a_twin():
    public = set(scratch.__all__) - NUMPY_ONLY
    operations = {name for name in public - NO_OPERATIONS if inspect.isfunction(getattr(scratch, name))}
    assert {name.removesuffix("_backward") for name in operations} == set(OPS)
    assert public == set(cnnlib.tf.__all__)


@pytest.mark.parametrize("name", sorted({*OPS, *(f"{name}_backward" for name in WITH_BACKWARD)}))
def test_twins_have_one_signature(name):
    assert inspect.signature(getattr(scratch, name)) == inspect.signature(getattr(cnnlib.tf, name))


WRONG_SEEDS = {
    -1: "is -1, needs at least 0",
    2**32: "is 4294967296, needs at most 4294967295",
    0.5: "is 0.5, needs an integer of at least 0",
    True: "is True, needs an integer of at least 0",
    None: "is None, needs an integer of at least 0",
    "1": "is '1', needs an integer of at least 0",
}


@pytest.mark.parametrize("seed", WRONG_SEEDS)
@pytest.mark.parametrize("half", [scratch, cnnlib.tf])
def test_a_wrong_seed_is_refused_in_the_same_words(half, seed):
    with pytest.raises((ValueError, TypeError), match=f"^set_random_seed: seed {WRONG_SEEDS[seed]}$"):
        half.set_random_seed(seed)
    half.set_random_seed(np.int64(2**32 - 1))


def test_tf_takes_no_method_but_its_own():
    x, kernel = np.ones((1, 5, 5, 3), np.float32), np.ones((3, 3, 3, 4), np.float32)
    assert cnnlib.tf.conv2d(x, kernel, method="auto").shape == (1, 3, 3, 4)
    with pytest.raises(
        ValueError, match="^conv2d: method is 'fft', needs \"auto\": TensorFlow chooses how to compute$"
    ):
        cnnlib.tf.conv2d(x, kernel, method="fft")
    with pytest.raises(ValueError, match=r"^conv2d: method is array\(\[1, 1\]\), needs \"auto\": "):
        cnnlib.tf.conv2d(x, kernel, method=np.ones(2, int))


@every_op
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_forward_agrees_with_tensorflow(name, dtype):
    @drawn
    @given(st.data())
    def check(data):
        call = drawn_call(data, name, dtype)
        assert_same(run(scratch, name, *call), run(cnnlib.tf, name, *call), OPS[name].rtol[dtype])

    check()


LOSSES = {"binary_cross_entropy", "mean_squared_error", "softmax_cross_entropy"}
REFUSE_AN_EMPTY_BATCH = {"batch_norm", *LOSSES}  # of no example there is no mean
OF_A_BATCH = {"x", "logits", "labels", "targets", "y", "target"}


@pytest.mark.parametrize("name", [name for name, op in OPS.items() if op.example[0]])
def test_an_empty_batch_is_taken_or_refused_alike(name):
    call = [{key: v[:0] if key in OF_A_BATCH else v for key, v in part.items()} for part in OPS[name].example]
    if name in REFUSE_AN_EMPTY_BATCH:
        for half in (scratch, cnnlib.tf):
            with pytest.raises(ValueError, match=rf"^{name}: .* has shape \(0, .*needs at least 1"):
                run(half, name, *call)
        return
    one = [{key: v[:1] if key in OF_A_BATCH else v for key, v in part.items()} for part in OPS[name].example]
    outputs = [a[:0] for a in as_tuple(run(scratch, name, *one))]  # so that the halves are not wrong together
    zeros = [np.zeros_like(a) for a in call[0].values()]
    for half in (scratch, cnnlib.tf):
        assert_same(run(half, name, *call), outputs, rtol=0)
        assert_same(run_backward(half, name, *call)[0], zeros, rtol=0)


def traced(name, arrays, options):
    """The operation and its backward as a `tf.function` of whatever has a batch, which may be of any size."""
    op, result = OPS[name], run(scratch, name, arrays, options)
    batched = {key: v for key, v in (arrays | options).items() if key in OF_A_BATCH}
    batched["d_out"] = np.ones_like(op.differentiated(result))

    def both(batched):
        call = [{key: batched.get(key, v) for key, v in part.items()} for part in (arrays, options)]
        result = run(cnnlib.tf, name, *call)
        positional, named = op.backward_arguments(op, batched["d_out"], *call, result)
        return as_tuple(result) + as_tuple(getattr(cnnlib.tf, name + "_backward")(*positional, **named))

    specs = {key: tf.TensorSpec((None, *v.shape[1:]) if np.ndim(v) else (), v.dtype) for key, v in batched.items()}
    return tf.function(both, input_signature=[specs], autograph=False), batched


@every_op_with_backward
def test_in_a_graph_that_does_not_know_the_batch_all_is_as_outside(name):
    arrays, options = OPS[name].example
    arrays = {key: np.random.default_rng(0).uniform(size=a.shape).astype(a.dtype) for key, a in arrays.items()}
    function, batched = traced(name, arrays, options)
    inside = function({key: tf.constant(v) for key, v in batched.items()})
    outside = as_tuple(run(cnnlib.tf, name, arrays, options))
    outside += run_backward(cnnlib.tf, name, arrays, options, batched["d_out"])[0]
    assert_same(inside, outside, rtol=1e-5)
    if name not in REFUSE_AN_EMPTY_BATCH:
        empty = function({key: tf.constant(v[:0]) for key, v in batched.items()})
        assert [tuple(a.shape) for a in empty[:1]] == [(0, *outside[0].shape[1:])]
        gradients = empty[len(as_tuple(run(scratch, name, arrays, options))) :]
        wanted = [np.zeros_like(a[:0] if key in OF_A_BATCH else a) for key, a in arrays.items()]
        assert_same(gradients, wanted, rtol=0)


FAR = {
    "output_size": lambda s: dict(strides=s, padding="same"),
    "same_padding": lambda s: dict(strides=s),
    "sliding_windows": lambda s: dict(strides=s),
    "conv2d": lambda s: dict(strides=s),
    "depthwise_conv2d": lambda s: dict(strides=(1, s), padding="same"),
    "separable_conv2d": lambda s: dict(strides=s, padding=((0, 1), (2, 3))),
    "max_pool2d": lambda s: dict(strides=s, padding=1),
    "avg_pool2d": lambda s: dict(strides=s),
}


@pytest.mark.parametrize("name", FAR)
def test_a_stride_past_the_image_leaves_one_window(name):
    """However far: memory must not grow with it, nor TensorFlow, which holds it in 32 bits, end the process."""
    arrays, options = OPS[name].example
    near, far = (options | FAR[name](stride) for stride in (20, 10**12))
    for half in (scratch, cnnlib.tf):
        assert_same(run(half, name, arrays, far), run(scratch, name, arrays, near), rtol=1e-6)
        if name in WITH_BACKWARD:
            gradients = [run_backward(h, name, arrays, o)[0] for h, o in ((half, far), (scratch, near))]
            assert_same(*gradients, rtol=1e-6)


FAR_WEIGHTS = ("conv2d", "depthwise_conv2d", "separable_conv2d", "conv2d_transpose")
RATES = (2**20, 1_500_000_001, 2**31 - 1, 2**31, 10**12)


def dilated(name, kernel_size, rate):
    """A call of `name` with a kernel of this size."""
    arrays, options = OPS[name].example
    sizes, rng = {key: kernel_size for key in ("kernel", "depthwise_kernel")}, np.random.default_rng(0)
    shapes = {key: (*sizes.get(key, a.shape[:2]), *a.shape[2:]) for key, a in arrays.items()}
    arrays = {key: rng.normal(size=shape).astype(np.float32) for key, shape in shapes.items()}
    return arrays, options | dict(padding="same", dilation_rate=rate)


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("kernel_size", [(1, 1), (3, 3), (2, 3), (4, 1)])
@pytest.mark.parametrize("name", FAR_WEIGHTS)
def test_weights_past_the_image_add_nothing(name, kernel_size, rate):
    """However far: memory must not grow with the rate, nor TensorFlow, which holds it in 32 bits, end the process."""
    far, near = (dilated(name, kernel_size, r) for r in (rate, 40 + rate % 2))
    for half in (scratch, cnnlib.tf):
        assert_same(run(half, name, *far), run(scratch, name, *near), rtol=1e-6)
        gradients = [run_backward(h, name, *call)[0] for h, call in ((half, far), (scratch, near))]
        assert_same(*gradients, rtol=1e-5)


@pytest.mark.parametrize("rate", RATES)
def test_a_single_weight_has_no_neighbor_to_be_far_from(rate):
    x, options = np.ones((1, 5, 5, 3), np.float32), dict(kernel_size=1, strides=1, dilation_rate=rate)
    kernel = np.ones((1, 1, 3, 4), np.float32)
    for half in (scratch, cnnlib.tf):
        assert half.sliding_windows(x, **options).shape == (1, 5, 5, 1, 1, 3)
        assert half.conv2d(x, kernel, dilation_rate=rate).shape == (1, 5, 5, 4)
        assert half.conv2d_transpose(x, kernel[..., :3], dilation_rate=rate).shape == (1, 5, 5, 3)


@pytest.mark.parametrize("n, kernel_size, strides", [(6, 1, 2), (6, 2, 1), (6, 3, 4), (7, 4, 2), (7, 2, 7)])
@pytest.mark.parametrize("rate", [1, 5, 6, 7, 12, 13, 14, 15, 60, 61, *RATES])
def test_what_same_adds_is_worked_out_at_any_rate(n, kernel_size, strides, rate):
    for half in (scratch, cnnlib.tf):
        assert half.output_size(n, kernel_size, strides, "same", rate) == -(-n // strides)
        total = max((-(-n // strides) - 1) * strides + (kernel_size - 1) * rate + 1 - n, 0)
        assert half.same_padding(n, kernel_size, strides, rate) == (total // 2, total - total // 2)


def test_in_a_graph_of_pictures_of_any_size_no_stride_or_rate_ends_the_process():
    x, kernel = np.ones((1, 5, 5, 3), np.float32), np.ones((3, 3, 3, 4), np.float32)
    for options in (dict(dilation_rate=10**12), dict(strides=10**12)):
        signature = [tf.TensorSpec((None, None, None, 3))]
        graph = tf.function(lambda x: cnnlib.tf.conv2d(x, kernel, padding="same", **options), signature)
        assert_same(graph(x), scratch.conv2d(x, kernel, padding="same", **options), rtol=1e-6)


def in_small_integers(value, dtype):
    """A value with each integer in it as one of NumPy's, if it can hold it."""
    if isinstance(value, (tuple, list)):
        return type(value)(in_small_integers(v, dtype) for v in value)
    fits = type(value) is int and np.iinfo(dtype).min <= value <= np.iinfo(dtype).max
    return dtype(value) if fits else value


LARGE = {
    "output_size": ({}, dict(n=120, kernel_size=5, strides=3, padding=(100, 120), dilation_rate=60)),
    "same_padding": ({}, dict(n=6, kernel_size=5, strides=100, dilation_rate=100)),
    "pad2d": (dict(x=(1, 100, 3, 1)), dict(padding=100, value=7)),
    "sliding_windows": (dict(x=(1, 250, 3, 1)), dict(kernel_size=(3, 1), strides=(100, 1), dilation_rate=100)),
    "conv2d": (
        dict(x=(1, 120, 3, 4), kernel=(3, 2, 2, 300), bias=(300,)),
        dict(strides=100, padding=100, dilation_rate=(100, 1), groups=2),
    ),
    "depthwise_conv2d": (
        dict(x=(1, 120, 3, 4), kernel=(3, 2, 4, 2), bias=(8,)),
        dict(strides=100, padding="same", dilation_rate=(100, 1)),
    ),
    "conv2d_transpose": (
        dict(x=(1, 5, 3, 4), kernel=(3, 2, 4, 4), bias=(4,)),
        dict(strides=(100, 1), padding=((100, 50), 0), output_padding=None, dilation_rate=(100, 1)),
    ),
    "max_pool2d": (dict(x=(1, 120, 3, 4)), dict(pool_size=(110, 2), strides=(100, 1), padding=((100, 90), 0))),
    "avg_pool2d": (dict(x=(1, 120, 3, 4)), dict(pool_size=(110, 2), strides=(100, 1), padding=((100, 90), 0))),
    "upsample2d": (dict(x=(1, 3, 1, 2)), dict(size=(100, 1))),
}


@pytest.mark.parametrize("dtype", [np.int8, np.uint8, np.int64])
@pytest.mark.parametrize("name", OPS)
def test_small_integers_of_numpy_count_as_pythons(name, dtype):
    """Which do not wrap around: np.uint8(6) - np.uint8(7) is 255."""
    rng, calls = np.random.default_rng(0), [OPS[name].example]
    if name in LARGE:
        shapes, options = LARGE[name]
        calls.append(({key: rng.normal(size=shape) for key, shape in shapes.items()}, OPS[name].defaults | options))
    for arrays, options in calls:
        small = {key: v if key == "rng" else in_small_integers(v, dtype) for key, v in options.items()}
        for half in (scratch, cnnlib.tf):
            assert_same(run(half, name, arrays, small), run(half, name, arrays, options), rtol=0)
            if name in WITH_BACKWARD:
                assert_same(*(run_backward(half, name, arrays, o)[0] for o in (small, options)), rtol=0)


@pytest.mark.parametrize("half", [scratch, cnnlib.tf])
def test_a_span_that_small_integers_cannot_hold_is_refused(half):
    with pytest.raises(ValueError, match="^output_size: kernel spans 401 cells, but n is 250; needs a smaller kernel"):
        half.output_size(np.uint8(250), np.uint8(5), dilation_rate=np.uint8(100))
    assert half.same_padding(np.uint8(6), np.uint8(1), np.uint8(2)) == (0, 0)
    assert half.output_size(np.int8(100), np.int8(3), padding=20) == 138


def refused_as_tensor(function, name, *call, **options):
    message = rf": {name} is an EagerTensor, needs a NumPy array; convert it: {name}.numpy\(\)$"
    with pytest.raises(TypeError, match=message):
        function(*call, **options)


@every_op
def test_numpys_half_refuses_tensors(name):
    arrays, options = OPS[name].example
    for key, array in (arrays | options).items():
        if isinstance(array, np.ndarray):
            spoiled = [{k: tf.constant(v) if k == key else v for k, v in part.items()} for part in (arrays, options)]
            refused_as_tensor(run, key, scratch, name, *spoiled)


@every_op_with_backward
def test_numpys_half_refuses_tensors_in_the_backward(name):
    op, (arrays, options) = OPS[name], OPS[name].example
    result = run(scratch, name, arrays, options)
    backward = getattr(scratch, f"{name}_backward")
    positional, options = op.backward_arguments(op, np.ones_like(op.differentiated(result)), arrays, options, result)
    names = list(inspect.signature(backward).parameters)
    for i, key in enumerate(names[: len(positional)]):
        spoiled = [tf.constant(a) if i == j else a for j, a in enumerate(positional)]
        refused_as_tensor(backward, key, *spoiled, **options)


@every_op_with_backward
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_backward_agrees_with_tensorflow(name, dtype):
    @drawn
    @given(st.data())
    def check(data):
        call = drawn_call(data, name, dtype)
        assert_same(
            run_backward(scratch, name, *call)[0], run_backward(cnnlib.tf, name, *call)[0], OPS[name].rtol[dtype]
        )

    check()


SPREAD = ("depthwise_conv2d", "separable_conv2d", "conv2d_transpose")


def spoils_more(name, arrays, options):
    """Whether one half multiplies x by zeros and the other does not, as docstrings say, or takes NaN to the power 0."""
    dilated = name in SPREAD and options["dilation_rate"] not in (1, (1, 1))
    dropped = name in SPREAD[:2] and differ(options["strides"], arrays["x"].shape[1:3])
    cropped = name == "conv2d_transpose" and options["padding"] != "valid"
    return dilated or dropped or cropped or options.get("beta") == 0


def differ(strides, size):
    """Whether strides differ, or do where they are past the image and so are cut."""
    sh, sw = strides if isinstance(strides, tuple) else (strides, strides)
    return sh != sw or sh > min(size)


@pytest.mark.parametrize("name", sorted(set(WITH_BACKWARD) - {"softmax"}))
def test_nan_and_infinities_spoil_the_same_numbers_in_both_halves(name):
    """Softmax of NaN depends on the processor: `cnnlib.tf.softmax`."""

    @settings(drawn, max_examples=CONFIGURATIONS // 4, suppress_health_check=[HealthCheck.filter_too_much])
    @given(st.data())
    def check(data):
        arrays, options = drawn_call(data, name, "float32")
        assume(not spoils_more(name, arrays, options))
        first, rng = next(iter(arrays)), np.random.default_rng(0)
        kinds = data.draw(st.lists(st.sampled_from([np.nan, np.inf, -np.inf]), min_size=1, unique=True))
        shape = arrays[first].shape
        hard = np.where(rng.random(shape) < 0.2, rng.choice(kinds, shape).astype("float32"), arrays[first])
        call = arrays | {first: hard}, options
        with np.errstate(all="ignore"):
            ours, theirs = (
                as_tuple(run(half, name, *call)) + run_backward(half, name, *call)[0] for half in (scratch, cnnlib.tf)
            )
        for a, b in zip(ours, theirs, strict=True):
            np.testing.assert_allclose(a, b, rtol=1e-3, atol=1e-3)

    check()


LOSSES_AND_LABELS = {"mean_squared_error": ["target"]}
SPOILED = [
    (name, argument)
    for name in WITH_BACKWARD
    for argument in LOSSES_AND_LABELS.get(name, [*list(OPS[name].example[0])[1:], *["d_out"] * (name not in LOSSES)])
    if (name, argument) != ("local_response_norm", "d_out")  # ours spoils all channels there, as its docstring says
]
CONVOLUTIONS = ("conv2d", *SPREAD)


def without_zeros(name, arrays, options):
    """The options of a convolution without padding or dilation: there TensorFlow leaves out products with zeros, or
    makes more of them, on one processor and not on another. So 0 · ∞, which is NaN, is found there or not.
    """
    if name == "conv2d_transpose":
        assume(options["padding"] == "valid" and options["dilation_rate"] in (1, (1, 1)))
    elif name in CONVOLUTIONS:
        kernel = next(array for key, array in arrays.items() if key.endswith("kernel"))
        assume(all(k <= n for k, n in zip(kernel.shape, arrays["x"].shape[1:3])))
        options = options | dict(padding="valid", dilation_rate=1, strides=1 if name in SPREAD else options["strides"])
    return options


def spoiled(array, kinds):
    """The array with numbers of these kinds in the place of a fifth of its own, of one at least."""
    rng = np.random.default_rng(0)
    chosen = rng.random(array.shape) < 0.2
    chosen.reshape(-1)[rng.integers(array.size)] = True
    return np.where(chosen, rng.choice(kinds, array.shape), array).astype(array.dtype)


@pytest.mark.parametrize("name, argument", SPOILED)
def test_nan_and_infinities_in_any_argument_leave_the_same_numbers_finite_in_both_halves(name, argument):
    """Whether one comes to ∞ or to NaN, which is ∞ − ∞, depends on the order of the sums."""

    @settings(drawn, max_examples=CONFIGURATIONS // 4, suppress_health_check=[HealthCheck.filter_too_much])
    @given(st.data())
    def check(data):
        arrays, options = drawn_call(data, name, "float32")
        options = without_zeros(name, arrays, options)
        kinds = [np.nan, np.inf] if argument == "variance" else [np.nan, np.inf, -np.inf]
        kinds = data.draw(st.lists(st.sampled_from(kinds), min_size=1, unique=True))
        _, d_out = run_backward(scratch, name, arrays, options)
        if argument == "d_out":
            d_out = spoiled(d_out, kinds)
        change = {key: spoiled(a, kinds) for key, a in (arrays | options).items() if key == argument}
        call = [{key: change.get(key, a) for key, a in part.items()} for part in (arrays, options)]
        with np.errstate(all="ignore"):
            ours, theirs = (
                as_tuple(run(half, name, *call)) + run_backward(half, name, *call, d_out)[0]
                for half in (scratch, cnnlib.tf)
            )
        if name in CONVOLUTIONS and argument.endswith("kernel"):
            # TensorFlow makes dx, and y of a transposed convolution, from products with zeros around d_out, or around x.
            left_out = 0 if name == "conv2d_transpose" else 1
            ours, theirs = (results[:left_out] + results[left_out + 1 :] for results in (ours, theirs))
        for a, b in zip(ours, map(np.asarray, theirs), strict=True):
            finite = np.isfinite(a)
            assert np.array_equal(finite, np.isfinite(b))
            np.testing.assert_allclose(a[finite], b[finite], rtol=1e-3, atol=1e-3)

    check()


@pytest.mark.parametrize("name", [name for name in curves.OUTPUTS if list(OPS[name].example[0]) == ["x"]])
def test_on_every_piece_of_an_activation_too(name):
    """Those made of straight lines have pieces that numbers drawn near 0 seldom reach."""
    x = np.linspace(-8, 8, 33, dtype=np.float32).reshape(3, 11)
    for kind in (np.inf, -np.inf, np.nan):
        with np.errstate(all="ignore"):
            ours, theirs = (run_backward(half, name, {"x": x}, {}, np.full_like(x, kind))[0][0] for half in (scratch, cnnlib.tf))
        np.testing.assert_array_equal(np.isfinite(ours), np.isfinite(theirs))


@pytest.mark.parametrize("half", [scratch, cnnlib.tf])
def test_every_forward_and_every_class_shows_an_example(half):
    ours = {name: getattr(half, name) for name in half.__all__ if not name.endswith("_backward")}
    ours = {name: made for name, made in ours.items() if getattr(made, "__module__", "").startswith("cnnlib")}
    random = scratch.GlorotUniform.__base__  # which the five others say what they take as
    without = {name for name, made in ours.items() if ">>>" not in (made.__doc__ or "")}
    assert not {name for name in without if not (isinstance(ours[name], type) and issubclass(ours[name], random))}


def test_an_example_has_its_heading():
    docs = {name: inspect.getdoc(getattr(scratch, name)) or "" for name in scratch.__all__}
    assert not {name for name, doc in docs.items() if "\n>>>" in doc and "\nExamples\n--------\n" not in doc}
