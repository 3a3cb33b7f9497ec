"""The means of losses and metrics over the examples of an epoch, as `fit` and `evaluate` report them."""


class Means:
    """Losses and metrics as means over the examples seen so far; zeros before the first."""

    def __init__(self, compiled):
        self.compiled, self.count, self.total = compiled, 0, 0.0
        self.losses = [0.0] * len(compiled.names)
        self.sums = [[[0, 0] for _ in metrics] for metrics in compiled.metrics]  # of values, and of how many

    def add(self, batch, outputs, losses, penalty):
        """Count a batch in, with its losses and the penalty for the weights. Metrics leave out `sample_weight`."""
        n = len(batch)
        self.count += n
        self.total += n * (sum(weight * loss for weight, loss in zip(self.compiled.weights, losses)) + penalty)
        self.losses = [total + n * loss for total, loss in zip(self.losses, losses)]
        for metrics, sums, y, output in zip(self.compiled.metrics, self.sums, batch.y, outputs):
            for metric, of_metric in zip(metrics, sums):
                values = metric.values(y, output)
                of_metric[0] += values.sum().item()
                of_metric[1] += values.size

    def _pairs(self):
        """Names and means, in the order of Keras's `evaluate`."""
        several = len(self.compiled.names) > 1
        prefixes = [f"{name}_" if several else "" for name in self.compiled.names]
        yield "loss", self.total / max(self.count, 1)
        if several:
            yield from ((f"{prefix}loss", loss / max(self.count, 1)) for prefix, loss in zip(prefixes, self.losses))
        for prefix, metrics, sums in zip(prefixes, self.compiled.metrics, self.sums):
            yield from ((f"{prefix}{metric.name}", sum_ / max(n, 1)) for metric, (sum_, n) in zip(metrics, sums))

    def values(self):
        return [value for _, value in self._pairs()]

    def by_name(self):
        return dict(sorted(self._pairs()))
