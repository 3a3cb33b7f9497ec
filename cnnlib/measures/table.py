"""A network's measures as a table: text, HTML, or rows to reckon with."""

from dataclasses import dataclass
from html import escape

from cnnlib import checks, wording

HEAD = ("Layer (type)", "Output shape", "Param #", "MACs", "Activations", "Field", "Jump", "Center")


@dataclass(frozen=True)
class Row:
    """One call of a layer, for one example.

    Parameters
    ----------
    name, kind : str
        The layer's name and class.
    shape : tuple of int
        Of the output, without the batch.
    params, trainable_params : int
        Counted at the layer's first call only.
    macs : int
        Multiply-accumulates.
    activations : int
        Numbers made at inference: none by a layer that hands its input on.
    sight : (Sight, Sight) or None
        Along rows and columns; None where the network's input is not a picture.
    """

    name: str
    kind: str
    shape: tuple
    params: int
    trainable_params: int
    macs: int
    activations: int
    sight: tuple

    @property
    def receptive_field(self):
        """(rows, columns) of the picture that one output cell sees."""
        return None if self.sight is None else tuple(s.size for s in self.sight)

    @property
    def stride(self):
        """(rows, columns) from the view of one output cell to the next; 0 where there is one output cell."""
        return None if self.sight is None else tuple(s.step for s in self.sight)

    @property
    def center(self):
        """(row, column) of the middle of what output cell (0, 0) sees."""
        return None if self.sight is None else tuple(s.center for s in self.sight)

    def cells(self):
        """The row as text."""
        numbers = [f"{n:,}" if n else "0" for n in (self.params, self.macs, self.activations)]
        sees = ["–"] * 3
        if self.sight is not None:
            sees = [_pair(self.receptive_field), _pair(self.stride) if any(self.stride) else "–", _pair(self.center)]
        return (f"{self.name} ({self.kind})", str(self.shape), *numbers, *sees)


@dataclass(frozen=True)
class Table:
    """The measures of a network: rows in Keras's order, and totals.

    Parameters
    ----------
    name : str
    rows : tuple of Row
    bytes_per_number : int
    peak : int
        The most numbers that inference must hold at one time, for one example.
    dropped : int
        Numbers that dropout, noise and augmentation make, in training alone.
    """

    name: str
    rows: tuple
    bytes_per_number: int
    peak: int
    dropped: int

    def __getitem__(self, name):
        """The row of a layer, by its name."""
        for row in self.rows:
            if isinstance(name, str) and row.name == name:
                return row
        names = ", ".join(row.name for row in self.rows)
        raise KeyError(f"measure: no layer is called {wording.shown(name)}; it has {names}")

    def __iter__(self):
        return iter(self.rows)

    def __len__(self):
        return len(self.rows)

    @property
    def params(self):
        return sum(row.params for row in self.rows)

    @property
    def trainable_params(self):
        return sum(row.trainable_params for row in self.rows)

    @property
    def macs(self):
        return sum(row.macs for row in self.rows)

    @property
    def activations(self):
        """Numbers that one forward pass makes, the input among them."""
        return sum(row.activations for row in self.rows)

    def inference_bytes(self, batch=1):
        """Activations that must be held at one time, if each is let go after its last use."""
        return self.peak * checks.whole("inference_bytes", "batch", batch, minimum=1) * self.bytes_per_number

    def training_bytes(self, batch=1):
        """Activations kept for the backward pass: all of them, once, and what dropout, noise and augmentation made.

        A layer and the activation inside it count once: the sign of a ReLU's output is all that its backward pass
        needs. A library that keeps the sums before it as well, as `cnnlib.scratch` does, holds up to twice as much.
        """
        batch = checks.whole("training_bytes", "batch", batch, minimum=1)
        return (self.activations + self.dropped) * batch * self.bytes_per_number

    def totals(self):
        """The lines under the table."""
        return [
            f"Total params: {self.params:,} ({self.trainable_params:,} trainable)",
            f"Multiply-accumulates: {self.macs:,}",
            f"Activations of one example: {self.activations:,}",
            f"  held at one time in inference: {_megabytes(self.inference_bytes())}",
            f"  kept for the backward pass: {_megabytes(self.training_bytes())}",
        ]

    def __str__(self):
        rows = [HEAD, *(row.cells() for row in self.rows)]
        widths = [max(map(len, column)) for column in zip(*rows)]
        lines = [
            "  ".join(f"{cell:<{w}}" if i < 2 else f"{cell:>{w}}" for i, (cell, w) in enumerate(zip(row, widths)))
            for row in rows
        ]
        rule = "─" * len(lines[0])
        return "\n".join([f'Network: "{self.name}"', lines[0], rule, *lines[1:], rule, *self.totals()])

    __repr__ = __str__

    def _repr_html_(self):
        def line(cells, tag):
            scope = ' scope="col"' if tag == "th" else ""
            return "<tr>" + "".join(f"<{tag}{scope}>{escape(cell)}</{tag}>" for cell in cells) + "</tr>"

        body = "".join(line(row.cells(), "td") for row in self.rows)
        totals = "<br>".join(escape(text.strip()) for text in self.totals())
        return (
            f'<div role="region" aria-label="Measures of {escape(self.name)}" tabindex="0" style="overflow-x: auto">'
            f'<table class="measures"><thead>{line(HEAD, "th")}</thead><tbody>{body}</tbody></table></div>'
            f"<p>{totals}</p>"
        )


def _pair(numbers):
    """One number where rows and columns agree."""
    texts = [f"{float(n):g}" for n in numbers]
    return texts[0] if texts[0] == texts[1] else "×".join(texts)


def _megabytes(count):
    return f"{count / 1e6:,.2f} MB"
