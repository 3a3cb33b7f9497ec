"""The figures that move keep up with the pointer: a frame is 16 ms. `make bench` sees to it, `make test` does not."""

import numpy as np
import pytest

from cnnlib import interactive
from tests.conftest import browser, open_page, visit  # noqa: F401
from tests.interactive.conftest import shown  # noqa: F401
from tests.interactive.figures import FIGURES, RATES, THREE

# Each figure, and one of its changes, of which k is the number.
CHANGES = {
    "cnn-stepper": (FIGURES["stepper"], "figure.select(k % 9, (4 * k) % 9)"),
    "cnn-kernel-bench": (lambda: interactive.kernel_bench(), "figure.kernel[1][1] = k / 10; figure.update()"),
    "cnn-descent-path": (
        lambda: interactive.descent_path(RATES, steps=60),
        "figure.move([k % 4 - 2, (k % 9) / 5 - 1]); figure.rates.plain = 0.01 + k / 500; figure.go(60 - (k % 7))",
    ),
    "cnn-network-map": (lambda: interactive.network_map(), "figure.select(3, k % 16, k % 11, (3 * k) % 11)"),
    "cnn-field-tracer": (lambda: interactive.field_tracer([(7, 1, 1)] * 3), "figure.select(k % 4, k % 3)"),
    "cnn-shift-and-shuffle": (
        lambda: interactive.shift_and_shuffle(THREE),
        "figure.frame.move(k % 7, (3 * k) % 7); figure.draw()",
    ),
}


@pytest.mark.parametrize("element", CHANGES)
def test_a_change_takes_less_than_a_frame(shown, element):  # noqa: F811
    """The arithmetic and the drawing of all networks."""
    make, change = CHANGES[element]
    times = shown(make()).evaluate(
        f"""() => {{
            const figure = document.querySelector("{element}");
            return Array.from({{ length: 60 }}, (_, k) => {{
                const from = performance.now();
                {change};
                document.body.offsetHeight;
                return performance.now() - from;
            }});
        }}"""
    )
    assert np.median(times[10:]) < 16
