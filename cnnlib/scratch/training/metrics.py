"""Losses and accuracies as means over the examples seen so far."""


class Means:
    """Losses and accuracies of a goal, as means over the examples seen so far; zeros before the first."""

    def __init__(self, goal):
        self.goal, self.count = goal, 0
        self.losses, self.right = [0.0] * len(goal.names), [0] * len(goal.names)

    def add(self, labels, outputs, losses):
        """Count a batch in."""
        n = len(outputs[0])
        self.count += n
        for i, (y, output, loss) in enumerate(zip(labels, outputs, losses)):
            self.losses[i] += n * loss
            classes = y if y.ndim == 1 else y.argmax(axis=-1)
            self.right[i] += int((output.argmax(axis=-1) == classes).sum()) if self.goal.accuracy[i] else 0

    def _pairs(self):
        """Names and values, in the order of Keras's `evaluate`."""
        goal, several = self.goal, len(self.goal.names) > 1
        prefixes = [f"{name}_" if several else "" for name in goal.names]
        losses = [total / max(self.count, 1) for total in self.losses]
        yield "loss", sum(weight * loss for weight, loss in zip(goal.weights, losses))
        if several:
            yield from ((f"{prefix}loss", loss) for prefix, loss in zip(prefixes, losses))
        for prefix, right, wanted in zip(prefixes, self.right, goal.accuracy):
            if wanted:
                yield f"{prefix}accuracy", right / max(self.count, 1)

    def values(self):
        return [value for _, value in self._pairs()]

    def by_name(self):
        return dict(sorted(self._pairs()))
