"""The exercises of chapter 17: speed."""

import numpy as np

from cnnlib.exercises.checker import Exercise
from cnnlib.exercises.inputs import array_of


def attainable(intensity, peak, bandwidth):
    return min(peak, intensity * bandwidth)


def least_time(operations, bytes_moved, peak, bandwidth):
    return max(operations / peak, bytes_moved / bandwidth)


def two_outputs(d, g):
    m1, m2 = (d[0] - d[2]) * g[0], (d[1] + d[2]) * (g[0] + g[1] + g[2]) / 2
    m3, m4 = (d[2] - d[1]) * (g[0] - g[1] + g[2]) / 2, (d[1] - d[3]) * g[2]
    return np.array([m1 + m2 + m3, m2 - m3 - m4])


def by_spectrum(x, w):
    n = len(x)
    return np.fft.irfft(np.fft.rfft(x, n) * np.fft.rfft(w, n).conj(), n)[: n - len(w) + 1]


def to_int8(x, scale):
    return np.clip(np.round(x / scale), -127, 127).astype(np.int8)


def roof_inputs(draw, st):
    number = st.one_of(st.integers(1, 50), st.sampled_from([0.5, 1.5, 2.5]))
    return {name: draw(number) for name in ("intensity", "peak", "bandwidth")}


def least_inputs(draw, st):
    return {name: draw(st.integers(1, 50)) for name in ("operations", "bytes_moved", "peak", "bandwidth")}


def tile_inputs(draw, st):
    return {"d": array_of(draw, st, (4,)), "g": array_of(draw, st, (3,))}


def spectrum_inputs(draw, st):
    k = draw(st.integers(1, 3))
    return {"x": array_of(draw, st, (2 * draw(st.integers(k, 4)),)), "w": array_of(draw, st, (k,))}


def int8_inputs(draw, st):
    # 37.3 times such numbers, by any of the scales, lies halfway between two whole ones only where it is clipped.
    x = 37.3 * array_of(draw, st, (draw(st.integers(1, 4)),))
    return {"x": x, "scale": draw(st.sampled_from([0.5, 1.0, 10.0]))}


EXERCISES = [
    Exercise("attainable", attainable, roof_inputs),
    Exercise("least_time", least_time, least_inputs),
    Exercise("two_outputs", two_outputs, tile_inputs),
    Exercise("by_spectrum", by_spectrum, spectrum_inputs),
    Exercise("to_int8", to_int8, int8_inputs),
]
