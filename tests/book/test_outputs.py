"""What counts as the same output, and what as noise."""

import pytest

import outputs


@pytest.mark.parametrize(
    "a, b",
    [
        ("loss 0.69315", "loss 0.69316"),
        ("array([1., 2.])", "array([1.0, 2.0001])"),
        ("−1.5 and 1e-3", "−1.5001 and 1.0001e-3"),
        ("1,234,567.8", "1,234,568.1"),
        ("  7 cells", "7 cells"),
    ],
)
def test_near_enough(a, b):
    assert outputs.same_text(a, b)


@pytest.mark.parametrize(
    "a, b",
    [
        ("loss 0.69315", "loss 0.70008"),  # 1 %
        ("array([1., 2.])", "array([1., -2.])"),
        ("(3, 3)", "(3, 4)"),
        ("335,114 parameters", "335,115 parameters"),  # integers are exact
        ("10000 cells", "10001 cells"),
        ("all agree", "all differ"),
        ("1 2", "1 2 3"),
        ("conv2d", "conv3d"),
    ],
)
def test_not_the_same(a, b):
    assert not outputs.same_text(a, b)


def test_tags_set_the_tolerance():
    cell = {"metadata": {"tags": ["hide-input", "rtol=1e-6", "atol=0.5"]}}
    assert outputs.tolerances(cell) == (1e-6, 0.5)
    assert outputs.tolerances({"metadata": {}}) == (outputs.RTOL, 0)
    assert outputs.same_text("1000.0", "1000.2", rtol=1e-3) and not outputs.same_text("1000.0", "1000.2", rtol=1e-6)
    assert outputs.same_text("7", "8", atol=1)
    assert outputs.same_text("1.01", "1.00", atol=0.01) and not outputs.same_text("1.02", "1.00", atol=0.01)


@pytest.mark.parametrize(
    "text, what",
    [
        ("2026-01-02 03:04:05.6: I tensorflow/core", "a time stamp"),
        ("I0000 00:00:17.5 cpu_feature_guard", "a TensorFlow log line"),
        ("<object at 0x7f3c2d1e>", "a memory address"),
        ("/home/somebody/file.py", "a path of this machine"),
    ],
)
def test_noise_is_found(text, what):
    cell = {"outputs": [{"output_type": "stream", "name": "stdout", "text": text}]}
    assert any(found.startswith(what) for found in outputs.noise(cell))


def test_stderr_is_noise_and_plain_text_is_not():
    said = {"output_type": "stream", "name": "stderr", "text": "a warning"}
    assert list(outputs.noise({"outputs": [said]})) == ["a line on stderr: a warning"]
    said = {"output_type": "stream", "name": "stdout", "text": "y[0, 0] = 1·2 + 3/4 = 2.75"}
    assert list(outputs.noise({"outputs": [said]})) == []


def test_the_order_of_an_outputs_forms_does_not_matter():
    forms = {"text/plain": "'def f'", "text/markdown": "```python"}
    one, other = ([{"output_type": "execute_result", "metadata": {}, "data": dict(d)}] for d in (forms, reversed(forms.items())))
    assert outputs.same_outputs(one, other)
