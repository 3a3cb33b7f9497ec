"""The exercises of chapter 13: what the parts of classic networks cost."""

from cnnlib.exercises.checker import Exercise


def conv_parameters(kernel_size, c_in, c_out, groups):
    return kernel_size**2 * (c_in // groups) * c_out + c_out


def network_parameters(convolutions, dense):
    total = sum(conv_parameters(k, c_in, c_out, 1) for k, c_in, c_out in convolutions)
    return total + sum(n * m + m for n, m in zip(dense, dense[1:]))


def stage_work(size, channels, stages):
    return tuple((size // 2**i) ** 2 * 9 * (channels * 2**i) ** 2 for i in range(stages))


def reduced_macs(height, width, c, squeeze, kernel_size, c_out):
    return height * width * (c * squeeze + kernel_size**2 * squeeze * c_out)


def pooled_sizes(size, poolings):
    sizes = [size]
    for k, s in poolings:
        sizes.append((sizes[-1] - k) // s + 1)
    return tuple(sizes)


def activation_bytes(shapes, batch):
    return 4 * batch * sum(h * w * c for h, w, c in shapes)


def conv_inputs(draw, st):
    groups = draw(st.integers(1, 3))
    c_in, c_out = (groups * draw(st.integers(1, 8)) for _ in range(2))
    return {"kernel_size": draw(st.integers(1, 7)), "c_in": c_in, "c_out": c_out, "groups": groups}


def network_inputs(draw, st):
    layer = st.tuples(st.integers(1, 5), st.integers(1, 8), st.integers(1, 8))
    return {
        "convolutions": draw(st.lists(layer, max_size=3)),
        "dense": draw(st.lists(st.integers(1, 20), min_size=1, max_size=4)),
    }


def stage_inputs(draw, st):
    return {"size": draw(st.integers(4, 64)), "channels": draw(st.integers(1, 16)), "stages": draw(st.integers(0, 4))}


def reduced_inputs(draw, st):
    names = ("height", "width", "c", "squeeze", "kernel_size", "c_out")
    return {name: draw(st.integers(1, 9)) for name in names}


def size_inputs(draw, st):
    window = st.tuples(st.integers(1, 3), st.integers(1, 3))
    return {"size": draw(st.integers(27, 64)), "poolings": draw(st.lists(window, max_size=3))}


def bytes_inputs(draw, st):
    shape = st.tuples(st.integers(1, 9), st.integers(1, 9), st.integers(1, 9))
    return {"shapes": draw(st.lists(shape, min_size=1, max_size=3)), "batch": draw(st.integers(1, 8))}


EXERCISES = [
    Exercise("conv_parameters", conv_parameters, conv_inputs),
    Exercise("network_parameters", network_parameters, network_inputs),
    Exercise("stage_work", stage_work, stage_inputs),
    Exercise("reduced_macs", reduced_macs, reduced_inputs),
    Exercise("pooled_sizes", pooled_sizes, size_inputs),
    Exercise("activation_bytes", activation_bytes, bytes_inputs),
]
