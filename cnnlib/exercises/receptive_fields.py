"""The exercises of chapter 12. A layer is (kernel_size, stride, dilation_rate), a network a list of layers."""

from cnnlib.arguments import kernel_span
from cnnlib.exercises.checker import Exercise
from cnnlib.measures import Sight


def _sight(layers):
    sight = Sight(0, 0, 1)
    for k, s, d in layers:
        sight = sight.through_window(kernel_span(k, d), k, s, "valid", d)
    return sight


def field(layers):
    return _sight(layers).size


def layers_needed(field, kernel_size):
    return -(-(field - 1) // (kernel_size - 1))


def first_and_last(layers, cell):
    sight = _sight(layers)
    return sight.first + cell * sight.step, sight.last + cell * sight.step


def stacked_weights(kernel_size, layers, c):
    return layers * kernel_size**2 * c**2


def middle(padding, layers):
    sight = Sight(0, 0, 1)
    for p, (k, s, d) in zip(padding, layers):
        sight = sight.through_window(10 * k * d, k, s, (p, p), d)
    return float(sight.center)


def draw_layers(draw, st):
    count = draw(st.integers(0, 3))
    return [tuple(draw(st.integers(1, high)) for high in (5, 3, 3)) for _ in range(count)]


def layers_inputs(draw, st):
    return {"layers": draw_layers(draw, st)}


def needed_inputs(draw, st):
    return {"field": draw(st.integers(1, 60)), "kernel_size": draw(st.integers(2, 7))}


def stack_inputs(draw, st):
    return {"kernel_size": draw(st.integers(1, 7)), "layers": draw(st.integers(1, 4)), "c": draw(st.integers(1, 64))}


def padded_inputs(draw, st):
    layers = draw_layers(draw, st)
    return {"padding": [draw(st.integers(0, 3)) for _ in layers], "layers": layers}


EXERCISES = [
    Exercise("field", field, layers_inputs),
    Exercise("layers_needed", layers_needed, needed_inputs),
    Exercise(
        "first_and_last", first_and_last, lambda draw, st: {**layers_inputs(draw, st), "cell": draw(st.integers(0, 4))}
    ),
    Exercise("stacked_weights", stacked_weights, stack_inputs),
    Exercise("middle", middle, padded_inputs),
]
