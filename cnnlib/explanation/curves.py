"""How each activation, and its slope, reads at one x.

Some formulas hold on one side of a corner only; then they say where, such as "alpha·(e^x − 1) (for x ≤ 0)".
"""

import math
from typing import NamedTuple

import numpy as np

from cnnlib import scratch
from cnnlib.explanation.explanation import Explanation, Factor
from cnnlib.scratch.inner import CUBIC, SELU_ALPHA, SELU_SCALE

_ROOT = math.sqrt(2 / math.pi)


class Curve(NamedTuple):
    """A formula: each name that stands for a number in braces, what the names stand for, and the products it adds up.

    A name may stand for a Curve too. The factors of a product are names or numbers.
    """

    template: str
    numbers: dict
    products: list = ()

    def terms(self, places=()):
        """The products with their numbers; `places`: where those stand that are elements of arrays."""
        values = {name: n.value if isinstance(n, Curve) else n for name, n in self.numbers.items()}
        at = dict(places)
        return [[Factor(str(f), at.get(f, ()), float(values.get(f, f))) for f in product] for product in self.products]

    @property
    def value(self):
        return Explanation("", (), self.terms(), {}).computed()


def output_at(op, x, **options):
    """The activation at x."""
    y = float(getattr(scratch, op)(np.float64(x), **options))
    curve = Curve("{x}", {"x": x}) if math.isnan(x) else OUTPUTS[op](x, **options)
    return curve if curve.products else curve._replace(products=[[y]])


def slope_at(op, x, **options):
    """The slope of the activation at x."""
    slope = float(getattr(scratch, f"{op}_backward")(np.float64(1), np.float64(x), **options))
    curve = Curve("{slope}", {"slope": slope}) if math.isnan(x) else SLOPES[op](x, **options)
    return curve if curve.products else curve._replace(products=[[slope]])


def _relu(x, max_value=None, negative_slope=0.0, threshold=0.0):
    numbers = {"x": x, "max_value": max_value, "negative_slope": negative_slope, "threshold": threshold}
    limited = "min({}, {{max_value}})".format if max_value is not None else "{}".format
    if not negative_slope and not threshold:
        return Curve(limited("max({x}, 0)"), numbers)
    if x > threshold:
        return Curve(limited("{x}") + " (for {x} > {threshold})", numbers)
    below = "{negative_slope}·({x} − {threshold})" if negative_slope else "0"
    return Curve(below + " (for {x} ≤ {threshold})", numbers)


def _slope_of_relu(x, max_value=None, negative_slope=0.0, threshold=0.0):
    numbers = {"x": x, "max_value": max_value, "negative_slope": negative_slope, "threshold": threshold}
    bound = "{threshold}" if threshold else "0"
    if x <= threshold:
        return Curve(("{negative_slope}" if negative_slope else "0") + f" (for {{x}} ≤ {bound})", numbers)
    if max_value is not None and x >= max_value:
        return Curve("0 (for {x} ≥ {max_value})", numbers)
    return Curve(f"1 (for {{x}} > {bound})", numbers)


def _leaky_relu(x, negative_slope=0.3):
    numbers = {"x": x, "negative_slope": negative_slope}
    return Curve("{x} (for {x} > 0)" if x > 0 else "{negative_slope}·{x} (for {x} ≤ 0)", numbers)


def _slope_of_leaky_relu(x, negative_slope=0.3):
    numbers = {"x": x, "negative_slope": negative_slope}
    return Curve("1 (for {x} > 0)" if x > 0 else "{negative_slope} (for {x} ≤ 0)", numbers)


def _elu(x, alpha=1.0):
    return Curve("{x} (for {x} > 0)" if x > 0 else "{alpha}·(e^{x} − 1) (for {x} ≤ 0)", {"x": x, "alpha": alpha})


def _slope_of_elu(x, alpha=1.0):
    return Curve("1 (for {x} > 0)" if x > 0 else "{alpha}·e^{x} (for {x} ≤ 0)", {"x": x, "alpha": alpha})


def _selu(x):
    numbers = {"x": x, "scale": SELU_SCALE, "alpha": SELU_ALPHA}
    return Curve("{scale}·{x} (for {x} ≥ 0)" if x >= 0 else "{scale}·{alpha}·(e^{x} − 1) (for {x} < 0)", numbers)


def _slope_of_selu(x):
    numbers = {"x": x, "scale": SELU_SCALE, "alpha": SELU_ALPHA}
    return Curve("{scale} (for {x} ≥ 0)" if x >= 0 else "{scale}·{alpha}·e^{x} (for {x} < 0)", numbers)


def _gelu(x, approximate=False):
    if approximate:
        return Curve("{x}/2·(1 + tanh({u}))", {"x": x, "u": _inside_tanh(x)})
    return Curve("{x}·{Φ(x)}", {"x": x, "Φ(x)": _normal_cdf(x)})


def _slope_of_gelu(x, approximate=False):
    if approximate:
        u = _inside_tanh(x)
        s = Curve("1/(1 + e^(−2·{u}))", {"u": u}, [[scratch.sigmoid(np.float64(2 * u.value))]])
        u_slope = Curve("√(2/π)·(1 + 0.134145·{x}²)", {"x": x}, [[_ROOT], [_ROOT, 3 * CUBIC, "x", "x"]])
        products = [["s"], [2, "x", "s", "slope of u"], [-2, "x", "s", "s", "slope of u"]]
        numbers = {"x": x, "s": s, "slope of u": u_slope}
        return Curve("({s} + {x}·{s}·(1 − {s})·2·{slope of u})", numbers, products)
    density = Curve("e^(−{x}²/2)/√(2·π)", {"x": x}, [[math.exp(-x * x / 2), 1 / math.sqrt(2 * math.pi)]])
    numbers = {"x": x, "Φ(x)": _normal_cdf(x), "φ(x)": density}
    return Curve("({Φ(x)} + {x}·{φ(x)})", numbers, [["Φ(x)"], ["x", "φ(x)"]])


def _inside_tanh(x):
    return Curve("√(2/π)·({x} + 0.044715·{x}³)", {"x": x}, [[_ROOT, "x"], [_ROOT, CUBIC, "x", "x", "x"]])


def _normal_cdf(x):
    return Curve("erfc(−{x}/√2)/2", {"x": x}, [[math.erfc(-x / math.sqrt(2)) / 2]])


def _slope_of_hard_sigmoid(x):
    return Curve("1/6 (for {x} between −3 and 3)" if -3 < x < 3 else _beyond(x, "0", "0"), {"x": x})


def _slope_of_hard_silu(x):
    if -3 < x < 3:
        numbers = {"x": x, "hard_sigmoid(x)": output_at("hard_sigmoid", x)}
        return Curve("({hard_sigmoid(x)} + {x}/6) (for {x} between −3 and 3)", numbers)
    return Curve(_beyond(x, "0", "1"), {"x": x})


def _beyond(x, below, above):
    return f"{below} (for {{x}} ≤ −3)" if x <= -3 else f"{above} (for {{x}} ≥ 3)"


def _slope_of_silu(x):
    numbers = {"x": x, "s": output_at("sigmoid", x)}
    return Curve("{s}·(1 + {x}·(1 − {s}))", numbers, [["s"], ["x", "s"], [-1, "x", "s", "s"]])


def _slope_of_mish(x):
    inner, s = output_at("softplus", x), output_at("sigmoid", x)
    t = Curve("tanh({softplus(x)})", {"softplus(x)": inner}, [[math.tanh(inner.value)]])
    return Curve("({t} + {x}·(1 − {t}²)·{s})", {"x": x, "t": t, "s": s}, [["t"], ["x", "s"], [-1, "x", "s", "t", "t"]])


OUTPUTS = {
    "elu": _elu,
    "gelu": _gelu,
    "hard_sigmoid": lambda x: Curve("min(max({x} + 3, 0), 6)/6", {"x": x}),
    "hard_silu": lambda x: Curve("{x}·{hard_sigmoid(x)}", {"x": x, "hard_sigmoid(x)": output_at("hard_sigmoid", x)}),
    "leaky_relu": _leaky_relu,
    "mish": lambda x: Curve("{x}·tanh({softplus(x)})", {"x": x, "softplus(x)": output_at("softplus", x)}),
    "relu": _relu,
    "selu": _selu,
    "sigmoid": lambda x: Curve("1/(1 + e^(−{x}))", {"x": x}),
    "silu": lambda x: Curve("{x}·{sigmoid(x)}", {"x": x, "sigmoid(x)": output_at("sigmoid", x)}),
    "softplus": lambda x: Curve("log(1 + e^{x})", {"x": x}),
    "tanh": lambda x: Curve("(e^{x} − e^(−{x}))/(e^{x} + e^(−{x}))", {"x": x}),
}
SLOPES = {
    "elu": _slope_of_elu,
    "gelu": _slope_of_gelu,
    "hard_sigmoid": _slope_of_hard_sigmoid,
    "hard_silu": _slope_of_hard_silu,
    "leaky_relu": _slope_of_leaky_relu,
    "mish": _slope_of_mish,
    "relu": _slope_of_relu,
    "selu": _slope_of_selu,
    "sigmoid": lambda x: Curve("{y}·(1 − {y})", {"y": output_at("sigmoid", x)}, [["y"], [-1, "y", "y"]]),
    "silu": _slope_of_silu,
    "softplus": lambda x: Curve("{sigmoid(x)}", {"sigmoid(x)": output_at("sigmoid", x)}),
    "tanh": lambda x: Curve("(1 − {y}²)", {"y": output_at("tanh", x)}, [[1], [-1, "y", "y"]]),
}
