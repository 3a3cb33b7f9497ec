"""How far chapter 18's last network comes in eight epochs, with three seeds: benchmarks/last_network.json.

python -m benchmarks.last_network        some minutes
python -m benchmarks.last_network 1      with seed 1 alone; the others stay

Shares of test pictures, not times: a busy machine gives the same. The network and its training stand in the chapter,
and are run from there, so that what is stored is of the code that is read.
"""

import json
import pathlib
import sys

import jupytext

CHAPTER = pathlib.Path(__file__).parents[1] / "chapters" / "18-scale.md"
STORED = pathlib.Path(__file__).with_suffix(".json")
# What stands in the cells that define the data, the network, and its training with both tests.
NEEDED = "import cnnlib.tf", "data.fashion_mnist()", "def last_network(", "def both_tests("
SEEDS, TRAINING = (0, 1, 2), {"epochs": 8, "rate": 0.004}


def definitions():
    """What those cells of the chapter define."""
    cells = [cell.source for cell in jupytext.read(CHAPTER).cells if cell.cell_type == "code"]
    names = {"__name__": "chapter"}
    for words in NEEDED:
        source = next(source for source in cells if words in source)
        exec(source.replace("../benchmarks/", f"{STORED.parent}/"), names)
    return names


def main(seeds):
    names = definitions()
    stored = json.loads(STORED.read_text(encoding="utf-8")) if STORED.exists() else {}
    found = stored.get("shares right", {}) if stored.get("training") == TRAINING else {}
    for seed in seeds:
        as_they_are, moved = names["both_tests"](names["last_network"], seed=seed, **TRAINING)
        found[str(seed)] = {"pictures": float(as_they_are), "moved": float(moved)}
        print(f"seed {seed}: pictures {as_they_are:.3f}, moved {moved:.3f}", flush=True)
        written = {"training": TRAINING, "shares right": dict(sorted(found.items()))}
        STORED.write_text(json.dumps(written, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main([int(word) for word in sys.argv[1:]] or SEEDS)
