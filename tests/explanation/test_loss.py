"""What the explanations of the mean squared error and of binary cross-entropy print, draw and refuse."""

import numpy as np
import pytest

from cnnlib import explain, scratch

Y, TARGET = np.array([[1.0, 2.0], [-1.0, 0.0]]), np.array([[1.0, 5.0], [-3.0, 0.5]])


@pytest.mark.parametrize(
    "explained, text",
    [
        (
            explain(scratch.mean_squared_error, Y, TARGET),
            "loss = ((1 − 1)² + (2 − 5)² + (−1 − (−3))² + (0 − 0.5)²)/4 = 3.3125",
        ),
        (explain(scratch.mean_squared_error, Y[0, :1], TARGET[1, :1]), "loss = (1 − (−3))² = 16"),
        (explain(scratch.mean_squared_error, Y[0, 0], TARGET[1, 0]), "loss = (1 − (−3))² = 16"),
        (
            explain(scratch.mean_squared_error_backward, Y, TARGET, at=(1, 0)),
            "dy[1, 0] = 2/4·(−1 − (−3)) = 1",
        ),
        (explain(scratch.mean_squared_error_backward, Y, TARGET, at=(0, 1), of="y"), "dy[0, 1] = 2/4·(2 − 5) = −1.5"),
    ],
)
def test_how_it_reads(explained, text):
    assert str(explained) == text


def test_the_loss_reads_every_element_and_a_gradient_its_own():
    loss = explain(scratch.mean_squared_error, Y, TARGET)
    gradient = explain(scratch.mean_squared_error_backward, Y, TARGET, at=(0, 1))
    for name in ("y", "target"):
        assert loss.cells(name) == list(np.ndindex(2, 2)) and gradient.cells(name) == [(0, 1)]
    for explained in (loss, gradient):
        assert [ax.get_title() for ax in explained.figure().axes] == ["y", "target"]


def test_a_gradient_in_float32_is_that_of_the_operation():
    y, target = Y.astype(np.float32) / 3, TARGET.astype(np.float32) / 7
    dy = scratch.mean_squared_error_backward(y, target)
    for at in np.ndindex(*y.shape):
        explained = explain(scratch.mean_squared_error_backward, y, target, at=at)
        assert explained.value == pytest.approx(dy[at], rel=1e-6)


@pytest.mark.parametrize(
    "name, changes, error, words",
    [
        (
            "mean_squared_error",
            {"at": (0, 0)},
            ValueError,
            "explain: at is (0, 0), but {name} gives one number, which has no position; leave out at",
        ),
        ("mean_squared_error_backward", {"at": (0, 2)}, ValueError, "explain: at is (0, 2), but {name} gives an array"),
        ("mean_squared_error_backward", {}, ValueError, "explain: at is missing, but {name} gives an array of shape (2, 2)"),
        (
            "mean_squared_error_backward",
            {"at": (0, 0), "of": "target"},
            ValueError,
            "explain: of is 'target', needs \"y\": whose gradient",
        ),
    ],
)
def test_a_wrong_position_is_refused(name, changes, error, words):
    with pytest.raises(error) as caught:
        explain(getattr(scratch, name), Y, TARGET, **changes)
    assert str(caught.value).startswith(words.format(name=name))


@pytest.mark.parametrize("name", ["mean_squared_error", "mean_squared_error_backward"])
@pytest.mark.parametrize(
    "changes, error, words",
    [
        ({"target": TARGET[0]}, ValueError, "target has shape (2,), needs (2, 2) (the shape of y)"),
        ({"target": TARGET.astype("float32")}, TypeError, "target holds float32, but y holds float64"),
        ({"y": Y[:0], "target": TARGET[:0]}, ValueError, "y has shape (0, 2), needs at least 1 example"),
    ],
)
def test_arrays_that_the_operation_refuses_are_refused(name, changes, error, words):
    with pytest.raises(error) as caught:
        explain(getattr(scratch, name), **{"y": Y, "target": TARGET, "at": ()} | changes)
    assert str(caught.value).startswith(f"{name}: {words}")


def test_how_the_loss_of_pixels_reads():
    logits, labels = np.zeros((1, 1, 2, 2)), np.array([[[0, 1]]])
    loss = explain(scratch.softmax_cross_entropy, logits, labels)
    assert str(loss) == "loss = (−log(e^0/(e^0 + e^0)) − log(e^0/(e^0 + e^0)))/2 = 0.693147"
    assert loss.cells("labels") == [(0, 0, 0), (0, 0, 1)]
    gradient = explain(scratch.softmax_cross_entropy_backward, logits, labels, at=(0, 0, 1, 1))
    assert str(gradient) == "dlogits[0, 0, 1, 1] = (e^0/(e^0 + e^0) − 1)/2 = −0.25"
    assert gradient.cells("labels") == [(0, 0, 1)] and gradient.cells("logits") == [(0, 0, 1, 0), (0, 0, 1, 1)]


LOGITS, YES_OR_NO = np.array([2.0, -1.0, 0.0]), np.array([1.0, 0.0, 0.25])


def test_how_binary_cross_entropy_reads():
    loss = explain(scratch.binary_cross_entropy, LOGITS, YES_OR_NO)
    assert str(loss) == (
        "loss = (−log(sigmoid(2)) − log(1 − sigmoid(−1)) + 0.25·(−log(sigmoid(0))) + "
        "0.75·(−log(1 − sigmoid(0))))/3 = 0.377779"
    )
    assert loss.cells("logits") == loss.cells("targets") == [(0,), (1,), (2,)]
    backward = scratch.binary_cross_entropy_backward
    for at, text in {0: "(sigmoid(2) − 1)/3 = −0.0397343", 1: "sigmoid(−1)/3 = 0.0896471"}.items():
        gradient = explain(backward, LOGITS, YES_OR_NO, at=(at,))
        assert str(gradient) == f"dlogits[{at}] = {text}"
        assert [ax.get_title() for ax in gradient.figure().axes] == ["logits", "targets"]


@pytest.mark.parametrize("logit, target", [(np.inf, 0.0), (np.inf, 1.0), (-np.inf, 0.0), (-np.inf, 1.0), (np.nan, 1.0)])
def test_an_infinite_logit_is_explained_as_it_is_computed(logit, target):
    with np.errstate(invalid="ignore"):
        loss = scratch.binary_cross_entropy(np.array([logit]), np.array([target]))
        explained = explain(scratch.binary_cross_entropy, np.array([logit]), np.array([target]))
    np.testing.assert_equal(explained.value, loss)
    assert not np.isfinite(explained.computed()) and not np.isfinite(loss)


@pytest.mark.parametrize("name", ["binary_cross_entropy", "binary_cross_entropy_backward"])
def test_targets_that_are_refused(name):
    with pytest.raises(ValueError, match=f"^{name}: targets holds 2.0, needs numbers from 0 to 1"):
        explain(getattr(scratch, name), LOGITS, 2 * np.ones(3), at=())
