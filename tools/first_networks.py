"""Train the networks of the first chapters and store them: cnnlib/data/first_networks.npz.

    python tools/first_networks.py             all of them, from five seeds, in some ten minutes
    python tools/first_networks.py dense       those named; of the others, what is stored stays
    python tools/first_networks.py moved       only how the stored networks do on pictures at each place

Of the first seed's networks, whose weights are stored, it is measured too what they get right at each place.
The weights are rounded to float16 first and measured then, so what is stored is what the stored weights give. Another
processor rounds otherwise in training, and gives slightly other networks.
"""

import pathlib
import sys

import numpy as np

from cnnlib import data, nets, scratch

PATH = pathlib.Path(data.__file__).parent / "first_networks.npz"
CONTROL = "convolutional, flattened"  # of which no weights are stored
NETWORKS = {
    "dense": nets.dense_network,
    "convolutional": nets.first_cnn,
    "convolutional, pooled": nets.first_cnn_pooled,
    CONTROL: nets.first_cnn_flattened,
}
SEEDS, EPOCHS, BATCH, SHIFTS = range(5), 15, 32, range(7)
DIRECTIONS = (0, 1), (0, -1), (1, 0), (-1, 0)


def pictures(x):
    return (x / 255).astype(np.float32)[..., None]


def shuffled(x):
    return x.reshape(-1, 784)[:, data.shuffled_order()].reshape(x.shape)


def shifted(x, rows, columns):
    """Pictures moved down and to the right; black comes in."""
    wide = np.pad(x, ((0, 0), (6, 6), (6, 6), (0, 0)))
    return wide[:, 6 - rows : 34 - rows, 6 - columns : 34 - columns]


def trained(build, x, y, seed):
    """A network with its weights rounded to float16."""
    scratch.set_random_seed(seed)
    network = build(scratch)
    loss = scratch.SparseCategoricalCrossentropy(from_logits=True)
    network.compile(scratch.Adam(), loss)
    network.fit(x, y, batch_size=BATCH, epochs=EPOCHS, verbose=0)
    network.set_weights([w.astype(np.float16).astype(np.float32) for w in network.get_weights()])
    return network


def right(network, x, y):
    return np.mean(network.predict(x, batch_size=250, verbose=0).argmax(axis=1) == y)


def mean_right(network, x, y, cells):
    """On pictures moved by this many cells, the mean of the four directions."""
    return np.mean([right(network, shifted(x, cells * rows, cells * columns), y) for rows, columns in DIRECTIONS])


def at_each_place(network, x, y):
    """The share right with all pictures moved by this many rows and columns, from −6 to 6 of each."""
    moves = range(-SHIFTS[-1], SHIFTS[-1] + 1)
    return np.array([[right(network, shifted(x, rows, columns), y) for columns in moves] for rows in moves])


def campaign(name):
    """What is stored of one network: the first seed's weights, and all seeds' accuracies."""
    (x, y), (x_test, y_test) = data.fashion_mnist()
    x, x_test = pictures(x), pictures(x_test)
    stored, accuracies = {}, {"pictures": [], "shifted": []} | ({} if name == CONTROL else {"shuffled": []})
    for seed in SEEDS:
        on_pictures = trained(NETWORKS[name], x, y, seed)
        accuracies["shifted"].append([mean_right(on_pictures, x_test, y_test, cells) for cells in SHIFTS])
        accuracies["pictures"].append(accuracies["shifted"][-1][0])
        print(name, seed, np.round(accuracies["shifted"][-1], 3), flush=True)
        if name == CONTROL:
            continue
        on_noise = trained(NETWORKS[name], shuffled(x), y, seed)
        accuracies["shuffled"].append(right(on_noise, shuffled(x_test), y_test))
        print(name, seed, accuracies["shuffled"][-1], flush=True)
        if seed == SEEDS[0]:
            kept = {name: on_pictures} if name == "dense" else {name: on_pictures, f"{name}, shuffled": on_noise}
            for key, network in kept.items():
                stored |= {f"{key}/{i}": w.astype(np.float16) for i, w in enumerate(network.get_weights())}
    return stored | {f"{name}: {key}": np.array(values) for key, values in accuracies.items()}


def main(names):
    stored = {}
    if PATH.exists():
        with np.load(PATH) as old:
            stored = dict(old)
    for name in [] if names == ["moved"] else names or NETWORKS:
        stored |= campaign(name)
        np.savez_compressed(PATH, **stored)
    _, (x_test, y_test) = data.fashion_mnist()
    for name, network in nets.first_networks().items():
        stored[f"{name}: moved"] = at_each_place(network, pictures(x_test), y_test)
        np.savez_compressed(PATH, **stored)


if __name__ == "__main__":
    main(sys.argv[1:])
