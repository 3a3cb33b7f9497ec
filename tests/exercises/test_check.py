"""A right solution passes, each kind of wrong one is told apart and answered with a small input."""

import functools
import inspect
import re
import sys

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from cnnlib import exercises
from cnnlib.exercises import EXERCISES, checker


@pytest.mark.parametrize("name", EXERCISES)
def test_the_reference_is_right(name, monkeypatch):
    """On a few inputs; the chapters try other solutions on all."""
    monkeypatch.setattr(checker, "EXAMPLES", 5)
    verdict = exercises.check(name, EXERCISES[name].reference)
    assert verdict and "right on all" in repr(verdict)


@pytest.mark.parametrize("name", EXERCISES)
def test_the_stub_is_not_yet_right(name):
    namespace = {}
    exec(exercises.stub(name), namespace)
    verdict = exercises.check(name, namespace[name])
    assert not verdict and "came out: nothing; is there a `return`?" in repr(verdict)


def test_the_answer_is_the_same_each_time():
    off_by_one = lambda n, kernel_size, strides: -(-(n - kernel_size) // strides) + 1
    texts = {repr(exercises.check("output_size", off_by_one)) for _ in range(3)}
    assert texts == {
        "output_size: not yet. It goes wrong for\n  n = 2\n  kernel_size = 1\n  strides = 2\n  came out: 2\n  expected: 1"
    }


def test_a_forgotten_flip_is_found_on_a_small_input():
    verdict = repr(exercises.check("true_convolution", EXERCISES["correlate2d"].reference))
    numbers = [
        float(n) for n in verdict.replace("[", " ").replace("]", " ").replace(",", " ").split() if n[0] in "-0123456789"
    ]
    assert max(map(abs, numbers)) <= 1 and len(numbers) <= 10, verdict


def transposed(x, kernel):
    return EXERCISES["correlate2d"].reference(x, kernel).T


def as_list(x, kernel):
    return EXERCISES["correlate2d"].reference(x, kernel).tolist()


def spoils_its_input(x, kernel):
    y = EXERCISES["correlate2d"].reference(x, kernel)
    x += 1
    return y


def raises(x, kernel):
    raise IndexError("out of bounds")


@pytest.mark.parametrize(
    "function, words",
    [
        (lambda x: x, "takes other arguments.\n  came: <lambda>(x)\n  needed: correlate2d(x, kernel)"),
        (np.zeros(3), "give the function itself"),
        (transposed, "an array of shape (2, 1); shape (1, 2) is needed"),
        (as_list, "a list, [[0.0]]; an array is needed"),
        (spoils_its_input, "the function changed x, which belongs to the caller"),
        (raises, "raised: IndexError: out of bounds\n  expected: [[0.]]"),
        (lambda x, kernel: sys.exit(), "the function ends Python with exit(); give the answer with return\n"),
    ],
)
def test_each_way_to_be_wrong_is_told_apart(function, words):
    verdict = exercises.check("correlate2d", function)
    assert not verdict and words in repr(verdict)


@pytest.mark.parametrize("answer, words", [("1", "'1'"), (np.str_("1"), "'1'"), (b"1", "b'1'")])
def test_text_is_told_from_a_number(answer, words):
    assert f"  came out: {words}\n  expected: 1" in repr(exercises.check("output_size", lambda *_: answer))


class Wordless:
    def __repr__(self):
        raise RuntimeError("no words")

    __len__ = __array__ = __str__ = __repr__


class WordlessError(Exception):
    __str__ = Wordless.__repr__


def raises_without_words(*_):
    raise WordlessError


RIGHT = EXERCISES["correlate2d"].reference


def objects(x, kernel):
    y = RIGHT(x, kernel).astype(object)
    for place in np.ndindex(y.shape):
        y[place] = Wordless()
    return y


@pytest.mark.parametrize(
    "function, words",
    [
        (lambda x, k: np.ma.masked_array(RIGHT(x, k) + 1, True), "a MaskedArray; a plain array is needed: np.asarray(…)"),
        (lambda x, k: np.ma.masked_array(RIGHT(x, k), RIGHT(x, k) > 5), "a MaskedArray; a plain array is needed"),
        (lambda x, k: RIGHT(x, k).view(np.matrix), "a matrix; a plain array is needed"),
        (lambda x, k: RIGHT(x, k).astype(">f4"), "an array of >f4; float64 is needed"),
        (lambda x, k: RIGHT(x, k).astype("<f4"), "an array of float32; float64 is needed"),
        (lambda x, k: RIGHT(x, k) + 0j, "an array of complex128; real numbers are needed"),
        (lambda x, k: Wordless(), "a Wordless, a Wordless; an array is needed"),
        (objects, "an array of object; real numbers are needed"),
        (raises_without_words, "raised: WordlessError: a WordlessError"),
    ],
)
def test_an_array_of_another_kind_is_not_right(function, words):
    verdict = exercises.check("correlate2d", function)
    assert not verdict and words in repr(verdict)


@pytest.mark.parametrize(
    "other, words",
    [
        (complex, "1+0j); a real number is needed"),
        (np.complex64, "1+0j); a real number is needed"),
        (lambda n: np.array(n, complex), "1.+0.j; a real number is needed"),
        (lambda n: np.array(n, ">f4"), "1. as >f4; float64 is needed"),
        (lambda n: np.array(n, "f4"), "1. as float32; float64 is needed"),
        (lambda n: np.ma.masked_array(n + 1, True), "a MaskedArray; a plain array is needed"),
        (lambda n: Wordless(), "came out: a Wordless"),
    ],
)
def test_a_number_of_another_kind_is_not_right(other, words):
    right = EXERCISES["output_size"].reference
    verdict = exercises.check("output_size", lambda *arguments: other(right(*arguments)))
    assert not verdict and words in repr(verdict)
    assert exercises.check("output_size", lambda *arguments: np.array(right(*arguments)))


def test_the_arguments_the_wrong_way_round():
    with pytest.raises(TypeError) as caught:
        exercises.check(transposed, "correlate2d")
    needs = "needs the name of an exercise, and the function after it: check('chain_gradient', chain_gradient)"
    assert str(caught.value) == f"check: name is a function, {needs}"
    with pytest.raises(TypeError, match="^stub: name is a function, needs the name of an exercise; such as "):
        exercises.stub(transposed)


@pytest.mark.parametrize(
    "other, words",
    [
        (lambda n: np.array([n]), "an array, [1]; a number is needed"),
        (lambda n: np.array([n], complex), "an array, [1.+0.j]; a number is needed"),
        (lambda n: np.array([n], "f4"), "an array, [1.]; a number is needed"),
        (lambda n: [str(n)], "a list, ['1']; a number is needed"),
        (lambda n: (n,), "a tuple, (1,); a number is needed"),
    ],
)
def test_a_number_with_brackets_is_told_from_one(other, words):
    right = EXERCISES["output_size"].reference
    verdict = exercises.check("output_size", lambda *arguments: other(right(*arguments)))
    assert not verdict and f"  came out: {words}\n  expected: 1" in repr(verdict)


@pytest.mark.parametrize(
    "answer, words",
    [
        (lambda *sizes: sizes[0], "an int, 1; a tuple of 3 is needed"),
        (lambda *sizes: np.array(sizes[:3]), "an array, [1, 1, 1]; a tuple of 3 is needed"),
        (lambda *sizes: sizes[:2], "(1, 1); a tuple of 3 is needed"),
        (lambda *sizes: list(sizes[:1]), "[1]; a tuple of 3 is needed"),
    ],
)
def test_wrong_tuple(answer, words):
    verdict = exercises.check("count_parameters", lambda height, width, c_in, c_out, k: answer(height, width, c_in))
    assert f"  came out: {words}\n  expected: (2, 2, 2)" in repr(verdict)


def test_a_tuple_of_one_reads_as_python_writes_it():
    verdict = repr(exercises.check("pooled_sizes", lambda size, poolings: size))
    assert re.search(r"\n  came out: an int, (\d+); a tuple of 1 is needed\n  expected: \(\1,\)$", verdict)


def test_an_array_of_another_kind_is_told_before_its_shape():
    mask = lambda picture_of, held: np.isin(picture_of, held)
    assert "an array of bool; real numbers are needed\n  expected: []" in repr(exercises.check("held_out", mask))


def shortened(answer, dtype):
    """The answer in numbers that keep less; None where it holds no fraction that could be lost."""
    if isinstance(answer, tuple):
        parts = [shortened(part, dtype) for part in answer]
        return None if None in [part if part is None else 0 for part in parts] else tuple(parts)
    floats = getattr(answer, "dtype", np.dtype(type(answer))).kind == "f"
    return np.asarray(answer).astype(dtype)[()] if floats else None


class NoneLeft(Exception):
    pass


def survivors(exercise, answers):
    """Those of some wrong answers, by name, that no input drawn for the exercise tells from the right one."""
    alive = dict(answers)

    @settings(
        max_examples=checker.EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )
    @given(st.data())
    def draw(data):
        inputs = exercise.inputs(lambda strategy: data.draw(strategy), st)
        expected = exercise.reference(**inputs)
        for name, answer in list(alive.items()):
            if checker.complaint_of(answer, inputs, expected):
                del alive[name]
        if not alive:
            raise NoneLeft

    try:
        draw()
    except NoneLeft:
        pass
    return set(alive)


@pytest.mark.parametrize("name", EXERCISES)
def test_an_answer_that_drops_digits_is_refused(name):
    drops = lambda dtype: lambda *inputs: shortened(EXERCISES[name].reference(*inputs), dtype)
    answers = {dtype: drops(dtype) for dtype in (int, np.int8, np.float16, np.float32)}
    assert survivors(EXERCISES[name], answers) == set()


@pytest.mark.parametrize(
    "dtype, words",
    [
        (int, "  came out: [[0]]\n  expected: [[0.5]]"),
        (np.float32, "  came out: an array of float32; float64 is needed\n  expected: [[0.]]"),
        (complex, "  came out: an array of complex128; real numbers are needed\n  expected: [[0.]]"),
    ],
)
def test_it_is_said_what_the_numbers_drop(dtype, words):
    answer = lambda x, kernel: EXERCISES["correlate2d"].reference(x, kernel).astype(dtype)
    verdict = repr(exercises.check("correlate2d", answer))
    assert verdict.endswith(words) and len(verdict) < 150


def test_one_of_several_answers_is_named():
    answer = lambda *inputs: tuple(part.astype(np.float32) for part in EXERCISES["fold"].reference(*inputs))
    verdict = exercises.check("fold", functools.wraps(EXERCISES["fold"].reference)(answer))
    assert "came out: ([[[[0.]]]], [0.]); item 0 is an array of float32; float64 is needed" in repr(verdict)


def test_a_number_that_drops_digits_is_refused():
    answer = lambda means, momentum: np.float32(EXERCISES["running_mean"].reference(means, momentum))
    assert "came out: 0.0 as float32; float64 is needed" in repr(exercises.check("running_mean", answer))


UNUSED = {  # by the right answer
    ("average_pool_backward", "x"),  # but for its shape
}


def without(reference, argument):
    """The right answer, but with ones in an array's place, or the number that was given first in a number's."""
    first = []

    def answer(*inputs):
        given = inspect.signature(reference).bind(*inputs).arguments
        first.append(given[argument])
        given[argument] = np.ones_like(first[-1]) if isinstance(first[-1], np.ndarray) else first[0]
        return reference(**given)

    return answer


@pytest.mark.parametrize("name", EXERCISES)
def test_no_argument_can_be_left_unread(name):
    exercise = EXERCISES[name]
    unread = survivors(exercise, {argument: without(exercise.reference, argument) for argument in exercise.parameters})
    assert unread == {argument for of, argument in UNUSED if of == name}


def adam_uncorrected(w, gradients, learning_rate, beta_1, beta_2):
    return adam_steps(w, gradients, learning_rate, beta_1, beta_2, of_m=False, of_v=False)


def adam_half_corrected(w, gradients, learning_rate, beta_1, beta_2):
    return adam_steps(w, gradients, learning_rate, beta_1, beta_2, of_v=False)


def adam_steps(w, gradients, learning_rate, beta_1, beta_2, of_m=True, of_v=True):
    """As chapter 07 teaches it: epsilon stands beside the root of the corrected mean square."""
    m = v = 0.0
    for t, g in enumerate(gradients, start=1):
        m = beta_1 * m + (1 - beta_1) * g
        v = beta_2 * v + (1 - beta_2) * g**2
        m_now, v_now = m / (1 - of_m * beta_1**t), v / (1 - of_v * beta_2**t)
        w = w - learning_rate * m_now / (np.sqrt(v_now) + 1e-7)
    return w


def short_at_zero(d_out, x, w1, w2):
    return d_out + (d_out @ w2.T * (x @ w1 >= 0)) @ w1.T


def expansion_left_away(height, width, c, expansion, kernel_size):
    """At expansion 1 the block has no first layer; the exercise asks for more than 1 alone."""
    middle = c * expansion
    products = c * middle if expansion > 1 else 0
    return height * width * (products + kernel_size**2 * middle + middle * c)


@pytest.mark.parametrize(
    "name, answer",
    [
        ("adam", adam_uncorrected),
        ("adam", adam_half_corrected),
        ("largest_exponent", lambda gradient: int(np.log2(65504 / abs(gradient).max()))),
        ("largest_exponent", lambda gradient: 15 - int(np.floor(np.log2(abs(gradient).max())))),
        ("correlation_of_ranks", lambda a, b: np.corrcoef(a, b)[0, 1]),
        ("residual_backward", short_at_zero),
    ],
)
def test_an_answer_that_is_nearly_right_is_refused(name, answer):
    assert not exercises.check(name, answer)


@pytest.mark.parametrize(
    "name, answer",
    [
        ("adam", adam_steps),
        ("dense_block_channels", lambda c, growth, layers: c + growth * np.arange(layers + 1)),
        ("dense_block_channels", lambda c, growth, layers: tuple(range(c, c + growth * layers + 1, growth))),
        ("inverted_macs", expansion_left_away),
        ("narrowed", lambda filters, alpha: np.floor(alpha * np.array(filters))),
        ("narrowed", lambda filters, alpha: tuple(int(alpha * n) for n in filters)),
    ],
)
def test_a_right_answer_in_another_form_passes(name, answer):
    assert exercises.check(name, answer)


def by_lists(f):
    """Tells the five suspects apart by a picture and a kernel written as lists."""
    kinds = {37: "right", 23: "flipped", 35: "transposed", 13: "short"}
    y = f([[1, 2, 3], [4, 5, 6], [7, 8, 9]], [[1, 2], [3, 4]])
    return "swapped" if y[0].tolist() == [37, 67] else kinds[int(y[0, 0])]


def test_a_suspect_takes_a_picture_as_one_types_it():
    assert exercises.check("diagnose", by_lists)


def adds_in_place(gradients, counts):
    total = gradients[0]
    for g, n in zip(gradients[1:], counts[1:]):
        total += n * g
    return EXERCISES["averaged"].reference(gradients, counts)


def test_an_array_in_a_list_belongs_to_the_caller_too():
    assert "the function changed gradients" in repr(exercises.check("averaged", adds_in_place))


@pytest.mark.parametrize("settings", [{"precision": 2}, {"suppress": True, "formatter": {"all": lambda value: "?"}}])
def test_a_verdict_does_not_depend_on_how_numbers_are_printed(settings):
    rounded = lambda x, epsilon: EXERCISES["standardize"].reference(x, epsilon).round(4)
    plain = repr(exercises.check("standardize", rounded))
    assert "came out: [[-0.998], [0.998]]\n  expected: [[-0.99800598], [0.99800598]]" in plain
    with np.printoptions(**settings):
        assert repr(exercises.check("standardize", rounded)) == plain


def test_numbers_that_differ_in_late_digits_do_not_read_alike():
    added = lambda x: EXERCISES["log_sigmoid"].reference(x) + 2e-9 * (x == 1000)
    assert "came out: [2.e-09]" in repr(exercises.check("log_sigmoid", added))
    added = lambda x, w: EXERCISES["by_spectrum"].reference(x, w) * (1 + 1e-5) + 1e6
    assert len({line.split(":")[1] for line in repr(exercises.check("by_spectrum", added)).splitlines()[-2:]}) == 2


def by_chance(n, kernel_size, strides, rng=np.random.default_rng(0)):
    return (n - kernel_size) // strides + 1 + (rng.random() < 0.1)


def once_in_thirty(n, kernel_size, strides, calls=[]):
    calls.append(n)
    return (n - kernel_size) // strides + 1 + (len(calls) == 30)


def right_at_first(n, kernel_size, strides, seen=set()):
    known = (n, kernel_size, strides) in seen
    seen.add((n, kernel_size, strides))
    return (n - kernel_size) // strides + 1 + known


@pytest.mark.parametrize("function", [by_chance, once_in_thirty, right_at_first])
def test_an_answer_that_is_not_always_the_same_is_refused_in_words(function):
    verdict = exercises.check("output_size", function)
    assert not verdict and "the function does not give one answer" in repr(verdict)


@pytest.mark.parametrize("function", [dict, max, int])
def test_a_built_in_is_refused_in_words(function):
    words = f"correlate2d: {function.__name__} is built into Python or NumPy; give a function of your own"
    assert words in repr(exercises.check("correlate2d", function))


@pytest.mark.parametrize("ask", [lambda name: exercises.check(name, len), exercises.stub])
@pytest.mark.parametrize(
    "name, error, words",
    [
        ("conv", ValueError, r"name is 'conv', needs one of .*count_parameters, correlate2d"),
        ("corelate2d", ValueError, r"did you mean 'correlate2d'\?$"),
        (["x"], TypeError, r"name is \['x'\], needs the name of an exercise; such as 'chain_gradient'$"),
        (None, TypeError, r"name is None, needs the name of an exercise"),
    ],
)
def test_unknown_exercise(ask, name, error, words):
    with pytest.raises(error, match=rf"^(check|stub): .*{words}"):
        ask(name)
