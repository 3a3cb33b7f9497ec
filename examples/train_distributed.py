"""Train LeNet-5 on Fashion-MNIST, alone or shared among several processes, machines or GPUs.

Each replica (a process, or a GPU) holds the whole network and takes an equal part of every batch. The gradients of all
replicas are added before each step, so all take the same step and hold the same weights: any number of replicas gives
the training that one would give, up to rounding.

On one machine, alone; if it has several GPUs, each of them is a replica::

    python examples/train_distributed.py --epochs 2

On one machine, as two processes on its CPU. This process starts them and watches over them: if one dies, it stops the
other and starts both again from the last checkpoint::

    python examples/train_distributed.py --epochs 2 --local-workers 2 --checkpoints lenet5-checkpoints

On several machines, the same command on each, with the variable TF_CONFIG, which managers of clusters set. It lists all
workers, and says which of them this one is. All must see the same folder of checkpoints. If a machine dies, the others
end some seconds later; the same commands again go on from the last checkpoint::

    export TF_CONFIG='{"cluster": {"worker": ["10.0.0.1:2222", "10.0.0.2:2222"]},
                       "task": {"type": "worker", "index": 0}}'
    python examples/train_distributed.py --epochs 2 --checkpoints /shared/lenet5-checkpoints
"""

import argparse
import json
import os
import pathlib
import signal
import socket
import subprocess
import sys
import tempfile
import time

import numpy as np

from cnnlib import data
from cnnlib.nets import lenet5

# TensorFlow is imported where it is used: the process that only watches over workers does without it.

BEGUN = "options.json"  # beside the checkpoints: what they belong to


def main():
    args = arguments()
    check(args, replicas=args.local_workers or 1)
    if args.local_workers and "TF_CONFIG" not in os.environ:
        supervise(args)
    else:
        train(args)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.error = refuse
    add = parser.add_argument
    add("--epochs", type=int, default=1)
    add("--batch-size", type=int, default=64, help="pictures a step, of all replicas together")
    add("--examples", type=int, default=10_000, help="how many training pictures to use")
    add("--learning-rate", type=float, default=0.01)
    add("--seed", type=int, default=0)
    add("--steps", type=int, help="stop after so many steps")
    add("--checkpoints", metavar="FOLDER", help="save here; the same command goes on from what is here")
    add("--checkpoint-every", type=int, default=50, metavar="STEPS")
    add("--local-workers", type=int, metavar="N", help="train as so many processes of this machine")
    add("--restarts", type=int, default=3, help="how often at most to start the local workers again")
    add("--results", metavar="FILE.npz", help="write losses, first gradients, last weights and seconds a step here")
    return parser.parse_args()


def check(args, replicas):
    for name, value in vars(args).items():
        least = 0 if name in ("seed", "restarts") else 1
        if isinstance(value, int) and value < least:
            refuse_option(args, name, f"needs at least {least}")
    if not args.learning_rate > 0:
        refuse_option(args, "learning_rate", "needs more than 0")
    if not args.batch_size <= args.examples <= 10_000:
        refuse_option(args, "examples", f"needs from {args.batch_size}, the --batch-size, to 10000")
    if args.batch_size % replicas:
        near = args.batch_size + -args.batch_size % replicas
        refuse_option(args, "batch_size", f"needs equal parts for {replicas} replicas; try {near}")
    if args.checkpoints and pathlib.Path(args.checkpoints, "checkpoint").exists():
        check_begun(args, pathlib.Path(args.checkpoints, BEGUN))


def check_begun(args, file):
    """Training goes on with the options that its checkpoints were begun with: with others it would be another."""
    if not file.exists():
        refuse_option(args, "checkpoints", f"which has checkpoints but no {BEGUN}; needs another folder")
    for name, begun in json.loads(file.read_text()).items():
        if getattr(args, name) != begun:
            refuse_option(args, name, f"but {file.parent} was begun with {begun}; give that, or another folder")


def refuse_option(args, name, why):
    refuse(f"argument --{name.replace('_', '-')}: got {getattr(args, name)}, {why}")


def refuse(message):
    sys.exit(f"train_distributed: {message}")


def supervise(args):
    """Run local workers to their end. When one dies, stop the others and start all again, from the last checkpoint."""
    signal.signal(signal.SIGTERM, lambda *_: refuse("stopped"))  # an exception, so that `finally` stops the workers
    for _ in range(args.restarts + 1):
        workers = start_workers(args.local_workers)
        try:
            codes = [None]
            while None in codes and not any(codes):  # some still run, and none has failed
                time.sleep(0.1)
                codes = [worker.poll() for worker in workers]
        finally:
            for worker in workers:
                worker.kill()
                worker.wait()
        if not any(codes):
            return
        print(f"a worker failed: the workers' exit codes are {codes}; stopped all of them", flush=True)
    refuse(f"gave up after {args.restarts} restarts")


def start_workers(count):
    """Start this same command as each of the workers; TF_CONFIG makes it one."""
    free = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]  # all at once: no two have the same port
    addresses = [f"127.0.0.1:{each.getsockname()[1]}" for each in free]
    for each in free:
        each.close()
    workers = []
    for index in range(count):
        config = {"cluster": {"worker": addresses}, "task": {"type": "worker", "index": index}}
        environment = os.environ | {"TF_CONFIG": json.dumps(config), "CUDA_VISIBLE_DEVICES": "-1"}
        workers.append(subprocess.Popen([sys.executable, *sys.argv], env=environment))
        print(f"worker {index}: process {workers[-1].pid}", flush=True)
    return workers


def make_strategy(kind):
    """Many workers if TF_CONFIG names them, else many devices of this kind if there are, else one device."""
    import tensorflow as tf

    if "TF_CONFIG" in os.environ:
        return tf.distribute.MultiWorkerMirroredStrategy()
    devices = [device.name for device in tf.config.list_logical_devices(kind)]
    return tf.distribute.MirroredStrategy(devices) if len(devices) > 1 else tf.distribute.get_strategy()


def make_network(args, kind):
    """The strategy, LeNet-5 and its optimizer, whose variables every replica holds."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    with open(os.devnull, "w") as nowhere, open(os.dup(2), "w") as stderr:
        os.dup2(nowhere.fileno(), 2)  # for the lines that TensorFlow writes while it loads
        try:
            strategy = make_strategy(kind)  # before any other use of TensorFlow
            import cnnlib.tf as nn
        finally:
            os.dup2(stderr.fileno(), 2)
    nn.set_random_seed(args.seed)
    with strategy.scope():
        network = lenet5(nn)
        optimizer = nn.SGD(args.learning_rate, momentum=0.9)
        optimizer.build(network.trainable_variables)  # makes the momentum now: a checkpoint has to find its place
    return strategy, network, optimizer


def make_step(strategy, network, optimizer, batch_size):
    """step(images, labels): take a step; the loss of the batch, and each replica's part of the gradients."""
    import tensorflow as tf

    lost = tf.errors.UnavailableError, tf.errors.DeadlineExceededError

    def replica_step(images, labels):
        with tf.GradientTape() as tape:
            logits = network(images, training=True)
            losses = tf.nn.sparse_softmax_cross_entropy_with_logits(labels, logits)
            # of the whole batch: the sum over replicas is then the mean
            loss = tf.reduce_sum(losses) / batch_size
        gradients = tape.gradient(loss, network.trainable_variables)
        # sums them over the replicas itself
        optimizer.apply_gradients(zip(gradients, network.trainable_variables))
        return loss, gradients

    @tf.function
    def replicas_step(images, labels):
        loss, gradients = strategy.run(replica_step, args=(images, labels))
        return strategy.reduce("SUM", loss, axis=None), gradients

    def step(images, labels):
        try:
            return replicas_step(images, labels)
        except lost:  # another worker has ended, or is silent
            fix = "start all again, to go on from the last checkpoint"
            refuse(f"another worker is lost; {fix}")

    return step


def batches(strategy, args, first, last):
    """Yield the images and labels of steps first to last - 1, shared among the replicas.

    An epoch's order is drawn from seed and epoch alone: a restart in the middle of the epoch finds it again.
    """
    (x, y), _ = data.fashion_mnist()
    x, y = (x[..., None] / 255).astype("float32"), y.astype("int32")
    for step in range(first, last):
        epoch, done = divmod(step, args.examples // args.batch_size)
        order = np.random.default_rng([args.seed, epoch]).permutation(args.examples)
        batch = order[done * args.batch_size :][: args.batch_size]
        yield [share(strategy, array[batch]) for array in (x, y)]


def share(strategy, batch):
    """Give each replica its part of a batch; a process makes only the parts of its own replicas."""
    return strategy.experimental_distribute_values_from_function(
        lambda replica: np.split(batch, replica.num_replicas_in_sync)[replica.replica_id_in_sync_group]
    )


def make_checkpoints(args, chief, network, optimizer):
    """save(losses), and the losses up to the newest checkpoint, which is restored."""
    import tensorflow as tf

    history = tf.Variable(np.zeros(0, "float32"), shape=[None], trainable=False)
    checkpoint = tf.train.Checkpoint(network=network, optimizer=optimizer, losses=history)
    if not args.checkpoints:
        return lambda losses: None, []
    manager = tf.train.CheckpointManager(checkpoint, args.checkpoints, max_to_keep=2)
    if manager.latest_checkpoint:
        checkpoint.restore(manager.latest_checkpoint).assert_consumed()
    elif chief:
        os.makedirs(args.checkpoints, exist_ok=True)
        begun = {name: getattr(args, name) for name in ("seed", "examples", "batch_size", "learning_rate")}
        pathlib.Path(args.checkpoints, BEGUN).write_text(json.dumps(begun))

    def save(losses):
        history.assign(losses)
        if chief:
            manager.save(checkpoint_number=len(losses))  # is the newest only once it is whole
        else:  # TensorFlow wants every worker to take part in saving; the chief's files are kept
            with tempfile.TemporaryDirectory() as folder:
                checkpoint.write(os.path.join(folder, "unused"))

    return save, history.numpy().tolist()


def train(args, kind="GPU"):
    """Train, alone or as one worker of many; if there are several devices of this kind here, each is a replica."""
    strategy, network, optimizer = make_network(args, kind)
    check(args, strategy.num_replicas_in_sync)
    chief = strategy.extended.should_checkpoint  # the one worker that prints and keeps files
    say = print if chief else lambda *_, **__: None
    save, losses = make_checkpoints(args, chief, network, optimizer)
    say(f"restored checkpoint of step {len(losses)}" if losses else "starting at step 0", flush=True)
    step, gradients, times = make_step(strategy, network, optimizer, args.batch_size), [], []
    per_epoch = args.examples // args.batch_size
    last = min(args.epochs * per_epoch, args.steps or sys.maxsize)
    for images, labels in batches(strategy, args, len(losses), last):
        loss, parts = step(images, labels)
        losses.append(float(loss))
        times.append(time.perf_counter())
        if len(losses) == 1:
            gradients = [strategy.reduce("SUM", part, axis=None).numpy() for part in parts]
        if len(losses) % args.checkpoint_every == 0 or len(losses) == last:
            save(losses)
        if len(losses) % per_epoch == 0:
            say(f"epoch {len(losses) // per_epoch}: loss {np.mean(losses[-per_epoch:]):.4f}", flush=True)
    if chief and args.results:
        results = {f"weight {v.path}": v.numpy() for v in network.trainable_variables}
        results |= {f"gradient {v.path}": g for v, g in zip(network.trainable_variables, gradients)}  # if begun here
        results |= {"losses": losses, "steps": optimizer.iterations, "replicas": strategy.num_replicas_in_sync}
        np.savez(args.results, **results, seconds=np.diff(times)[3:])  # the first steps wait for the graph


if __name__ == "__main__":
    main()
