"""Colors as the color blind see them."""

from tests.contrast import channels, linear

# Linear simulations of full color blindness in linear RGB (Viénot, Brettel and Mollon, 1999).
BLIND = {
    "protan": [[0.1124, 0.8876, 0.0], [0.1124, 0.8876, 0.0], [0.004, -0.004, 1.0]],
    "deutan": [[0.2928, 0.7072, 0.0], [0.2928, 0.7072, 0.0], [-0.0223, 0.0223, 1.0]],
}


def seen(color, matrix):
    rgb = [linear(c) for c in channels(color)[:3]]
    return [min(max(sum(m * c for m, c in zip(row, rgb)), 0), 1) ** (1 / 2.4) for row in matrix]
