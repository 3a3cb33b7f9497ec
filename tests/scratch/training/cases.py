"""Of every optimizer, schedule, loss, metric, regularizer and callback the cases on which it is tested."""

OPTIMIZERS = {
    "SGD": [
        {},
        dict(momentum=0.75),
        dict(momentum=0.875, nesterov=True, learning_rate=0.125),
        dict(learning_rate=0.0625, weight_decay=0.25),
        dict(learning_rate=0.0625, clipnorm=0.5),
        dict(learning_rate=0.0625, clipvalue=0.25, momentum=0.5),
        dict(learning_rate=0.0625, global_clipnorm=2.0, weight_decay=0.125),
    ],
    "Adam": [
        {},
        dict(learning_rate=0.0625, beta_1=0.75, beta_2=0.96875, epsilon=1e-3),
        dict(learning_rate=0.0625, beta_1=0.75, beta_2=0.96875, weight_decay=0.25, clipnorm=0.5),
    ],
    "AdamW": [
        {},
        dict(learning_rate=0.0625, weight_decay=0.25, beta_1=0.75, beta_2=0.96875),
        dict(learning_rate=0.0625, weight_decay=0.25, beta_1=0.75, beta_2=0.96875, global_clipnorm=1.0),
    ],
    "RMSprop": [
        {},
        dict(learning_rate=0.0625, rho=0.75, momentum=0.5, epsilon=1e-3),
        dict(learning_rate=0.0625, rho=0.75, weight_decay=0.25, clipvalue=0.5),
    ],
}

SCHEDULES = {
    "ExponentialDecay": [
        dict(initial_learning_rate=0.1, decay_steps=4, decay_rate=0.5),
        dict(initial_learning_rate=0.1, decay_steps=4, decay_rate=0.5, staircase=True),
    ],
    "CosineDecay": [
        dict(initial_learning_rate=0.1, decay_steps=7),
        dict(initial_learning_rate=0.1, decay_steps=7, alpha=0.2),
        dict(initial_learning_rate=0.01, decay_steps=7, alpha=0.2, warmup_target=0.1, warmup_steps=3),
    ],
    "PiecewiseConstantDecay": [dict(boundaries=[2, 5], values=[0.1, 0.01, 0.005])],
}

# Every loss, and the form of its labels.
LOSSES = {
    "BinaryCrossentropy": (dict(from_logits=True, label_smoothing=0.125), "rows"),
    "CategoricalCrossentropy": (dict(from_logits=True, label_smoothing=0.125), "rows"),
    "MeanSquaredError": ({}, "rows"),
    "SparseCategoricalCrossentropy": (dict(from_logits=True), "classes"),
}

# Of every metric: arguments, and the form of the labels that it takes.
METRICS = {
    "BinaryAccuracy": [({}, "binary"), (dict(name="right", threshold=-0.25), "binary")],
    "CategoricalAccuracy": [({}, "rows"), (dict(name="right"), "rows")],
    "SparseCategoricalAccuracy": [({}, "classes"), (dict(name="right"), "classes")],
    "SparseTopKCategoricalAccuracy": [(dict(k=1), "classes"), (dict(k=2), "classes"), (dict(k=9), "classes")],
    "TopKCategoricalAccuracy": [(dict(k=2), "rows"), (dict(k=3, name="three"), "rows")],
}

# Of every callback: the arguments with which it is compared with Keras's.
CALLBACKS = {
    "EarlyStopping": [
        {},
        dict(patience=1),
        dict(patience=2, min_delta=0.01),
        dict(patience=3, restore_best_weights=True),
        dict(patience=20, restore_best_weights=True),
        dict(patience=2, baseline=0.5, restore_best_weights=True),
        dict(patience=1, start_from_epoch=4, restore_best_weights=True),
        dict(monitor="gain", mode="max", patience=2, restore_best_weights=True),
    ],
    "History": [{}],  # what `fit` returns: in every comparison with Keras
    "LearningRateScheduler": [
        dict(schedule=lambda epoch: [0.0625, 0.125, 2.0, 0.03125, 0.125][epoch]),
        dict(schedule=lambda epoch, rate: rate / 2 if epoch else rate),
    ],
    "ModelCheckpoint": [
        dict(),
        *(
            dict(monitor=monitor, mode=mode, save_best_only=True)
            for monitor in ("loss", "val_loss", "val_accuracy")
            for mode in ("auto", "min", "max")
        ),
    ],
}

REGULARIZERS = {"L1": [{}, dict(l1=0.25)], "L2": [{}, dict(l2=0.25)], "L1L2": [{}, dict(l1=0.25, l2=0.5), dict(l2=0.125)]}
