"""Each tolerance tag of the chapters is as wide as `make test-processors ALL=1` has shown that it must be, and not wider."""

import json

import pytest

import outputs
import tolerances

DEVIATIONS = json.loads(tolerances.STORE.read_text(encoding="utf-8"))
TAGS = [(chapter, cell, tag) for chapter, cell in tolerances.tagged() for tag in tolerances.tags(cell)]


@pytest.mark.parametrize("chapter, cell, tag", TAGS, ids=[f"{c[:2]}-{cell.id}-{tag}" for c, cell, tag in TAGS])
def test_a_tag_is_as_wide_as_the_processors_ask_for(chapter, cell, tag):
    seen = DEVIATIONS.get(chapter, {}).get(cell.id)
    assert seen, f"not measured: run `make test-processors ALL=1`, or `python tools/processors.py {chapter[:2]}` for its chapter"
    text = "\n".join(text for output in cell.outputs for _, text in outputs.texts(output))
    given, widest = tolerances.tags(cell)[tag], tolerances.widest(tag, seen[tag], text)
    finest = min(tolerances.units(text)[tag])
    least = tolerances.ROOM * seen[tag]
    assert least <= given, f"{tag}={given:g} is too narrow: {seen[tag]} was seen, which asks for {least:.2g}, in\n{text}"
    assert given <= widest, f"{tag}={given:g} is too wide: {seen[tag]} was seen, which allows {widest:.2g}, in\n{text}"
    assert given >= 0.999 * finest, f"{tag}={given:g} has no effect: the last digit is worth {finest:.2g} in\n{text}"


def test_nothing_is_kept_of_cells_that_are_no_more():
    tagged = {(chapter, cell.id): set(tolerances.tags(cell)) for chapter, cell in tolerances.tagged()}
    kept = {(chapter, cell): set(seen) for chapter, cells in DEVIATIONS.items() for cell, seen in cells.items()}
    assert kept.items() <= tagged.items()


@pytest.mark.parametrize(
    "texts, tags, largest",
    [
        ({"loss 0.50, 12 of 64", "loss 0.54, 12 of 64"}, {"atol": 0.1}, {"atol": 0.04}),
        ({"35 of 64", "23 of 64", "30 of 64"}, {"atol": 20}, {"atol": 12}),
        ({"1000.0", "1000.5"}, {"atol": 1}, {"atol": 0}),  # the relative tolerance covers it
        ({"size 2.0", "size 1.6"}, {"rtol": 0.5}, {"rtol": 0.2}),
        ({"2.0 and 0.01", "1.6 and 0.02"}, {"rtol": 0.3, "atol": 0.05}, {"rtol": 0.2, "atol": 0.01}),
        ({"the same"}, {"atol": 1}, {"atol": 0}),
    ],
)
def test_the_largest_deviation(texts, tags, largest):
    assert tolerances.largest(texts, tags) == pytest.approx(largest)


@pytest.mark.parametrize(
    "text, absolute, relative",
    [
        ("loss 0.50", [0.01], [0.02]),
        ("layer 30: 2.5 of 0.50", [0.1, 0.01], [0.04, 0.02]),
        ("35 of 70", [1, 1], [1 / 35, 1 / 70]),
        ("2e-05 and 0.0", [1e-5, 0.1], [0.5]),
        ("none", [1], [1]),
    ],
)
def test_what_the_last_digit_is_worth(text, absolute, relative):
    assert tolerances.units(text) == {"atol": pytest.approx(absolute), "rtol": pytest.approx(relative)}


def test_a_tag_may_be_some_times_what_was_seen():
    assert tolerances.widest("atol", 0, "loss 0.50") == pytest.approx(0.02)
    assert tolerances.widest("atol", 0.04, "loss 0.50") == pytest.approx(2 * 0.04 + 0.02)
    assert tolerances.widest("rtol", 0.1, "loss 0.5") == pytest.approx(2 * 0.1 + 0.4)


def test_lines_of_several_processes_are_put_together(tmp_path):
    for name, fresh in (("1.jsonl", ("a 1", "b 1")), ("2.jsonl", ("a 2", "b 3"))):
        lines = [{"chapter": "07", "cell": "x", "stored": "", "fresh": text} for text in fresh]
        (tmp_path / name).write_text("\n".join(map(json.dumps, lines)))
    assert tolerances.collect(tmp_path.iterdir()) == {("07", "x"): {0: {"a 1", "a 2"}, 1: {"b 1", "b 3"}}}
