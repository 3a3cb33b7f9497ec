"""What the book says about speed: `make bench` times cnnlib.scratch against TensorFlow on this machine."""

import os

THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS")
ONE_THREAD = dict.fromkeys(THREADS, "1")  # for the environment of a process of its own

# Alike for NumPy and TensorFlow, which read them when they are loaded: after this.
for variable in THREADS:
    os.environ.setdefault(variable, str(os.cpu_count()))
# Alike on every processor: TensorFlow turns oneDNN on by itself on some, and off on others.
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")
