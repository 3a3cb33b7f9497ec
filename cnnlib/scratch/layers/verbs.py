"""A layer's two verbs as everybody calls them: the class's own, with what goes in and what comes out checked."""

import functools
import inspect

from cnnlib.scratch.calls import naming_its_arguments
from cnnlib.scratch.layers import errors

LAST_CALL = object()  # in place of `kept`: what the layer's last call kept


def checked_forward(own):
    """`forward` of a class, checked. The first call builds the layer."""

    @functools.wraps(own)
    def forward(self, x, training=False):
        if type(self).forward is not forward:  # a subclass calls it through super()
            return own(self, x, training)
        with errors.naming(self):
            errors.check_call(self.label, x, training)
            if not self.built:
                self._build_for(x)
            y, kept = errors.output_and_kept(self.label, own(self, x, training), x)
            self.built = True  # not before: what was refused leaves the layer open to another shape
            return y, kept

    return forward


def checked_backward(own):
    """`backward` of a class, checked. Without `kept` it goes back through the layer's last call, and returns dx alone."""
    can_leave_out = "input_gradient" in inspect.signature(own).parameters

    @naming_its_arguments
    def backward(self, d_out, kept=LAST_CALL, input_gradient=True):
        if kept is LAST_CALL:
            return self._backward_of_last_call(d_out)
        options = {"input_gradient": input_gradient} if can_leave_out else {}
        if type(self).backward is not checked:  # a subclass calls it through super()
            return own(self, d_out, kept, **options)
        with errors.naming(self):
            dx, gradients = errors.gradients(self.label, own(self, d_out, kept, **options))
            gradients = errors.weight_gradients(self.label, gradients, self.named_trainable_variables)
            return dx if input_gradient else None, gradients

    checked = functools.update_wrapper(backward, own)
    return checked
