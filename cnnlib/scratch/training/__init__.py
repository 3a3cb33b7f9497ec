"""Training: losses, optimizers, their schedules, callbacks, and the loop that they meet in."""
