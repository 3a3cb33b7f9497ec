"""What a stored output may hold, when two outputs count as the same, and whether a notebook's are of one run.

Used by tools/chapters.py, which stores outputs, and by tests/notebooks.py, which compares them under nbval.
"""

import hashlib
import json
import math
import re

RTOL = 1e-3  # lets other processors, thread counts and library builds pass; a cell tag `rtol=...` overrides it
SCRIPT = re.compile(r"<script data-cnnlib>.*?</script>\s*", re.DOTALL)
NUMBER = re.compile(r"(?<![\w.])[-+−]?(?:\d[\d,]*\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
NOISE = {
    "a TensorFlow log line": re.compile(r"oneDNN|absl::|^[IWEF]\d{4} |cpu_feature_guard|cuda"),
    "a memory address": re.compile(r"\b0x[0-9a-f]{6,}"),
    "a path of this machine": re.compile(r"(?<![\w.:/])(?:/(?:home|root|tmp|Users|work|usr|var|opt)/\w|[A-Z]:\\\\)"),
    "a time stamp": re.compile(r"\b20\d\d-\d\d-\d\d[ T]\d\d:\d\d"),
}


def texts(output):
    """(kind, text) of everything readable in an output, stored or fresh."""
    if output["output_type"] == "stream":
        yield output["name"], output["text"]
    for mime, data in sorted(output.get("data", {}).items()):  # a stored file has its own order
        if isinstance(data, str) and not mime.startswith("image/"):
            yield mime, data


def noise(cell):
    """What a reader should not find in a cell's outputs, in words."""
    for output in cell.get("outputs", []):
        for kind, text in texts(output):
            if kind == "stderr":
                yield f"a line on stderr: {text.strip().splitlines()[0][:100]}"
            for what, pattern in NOISE.items():
                if pattern.search(text):
                    yield f"{what}: {pattern.search(text).group()}"


def without_scripts(text):
    """An interactive figure carries its program into JupyterLab; the book loads it once, so it is not stored."""
    return SCRIPT.sub("", text)


def tolerances(cell):
    """(rtol, atol) from a cell's tags, such as `rtol=1e-6`."""
    tags = dict(tag.split("=") for tag in cell.get("metadata", {}).get("tags", []) if re.match(r"[ra]tol=", tag))
    return float(tags.get("rtol", RTOL)), float(tags.get("atol", 0))


def same_text(a, b, rtol=RTOL, atol=0.0):
    """Whether two texts have the same words, and numbers within tolerance in the same places.

    Two integers must be equal unless an absolute tolerance is given: no count or shape depends on the processor.
    Runs of blanks count as one, since a number's width moves what stands behind it.
    """
    words_a, words_b = ([" ".join(part.split()) for part in NUMBER.split(text)] for text in (a, b))
    numbers_a, numbers_b = NUMBER.findall(a), NUMBER.findall(b)
    return words_a == words_b and all(_same_number(*pair, rtol, atol) for pair in zip(numbers_a, numbers_b))


def deviations(a, b):
    """(absolute, relative) distance of the numbers in the same places of two texts, where they differ at all."""
    for one, other in zip(NUMBER.findall(a), NUMBER.findall(b)):
        x, y = value(one), value(other)
        if x != y:
            yield abs(x - y), abs(x - y) / max(abs(x), abs(y))


def value(number):
    return float(number.replace(",", "").replace("−", "-"))


def _same_number(a, b, rtol, atol):
    if a == b:
        return True
    x, y = value(a), value(b)
    if re.fullmatch(r"[-+−\d,]+", a) and re.fullmatch(r"[-+−\d,]+", b) and not atol:
        return x == y
    return math.isclose(x, y, rel_tol=rtol, abs_tol=atol * (1 + 1e-9))  # 1.01 - 1.00 is a little above 0.01


def same_outputs(a, b, rtol=RTOL, atol=0.0):
    """Whether two lists of outputs say the same; pictures must be equal to the byte."""
    if len(a) != len(b) or any(x["output_type"] != y["output_type"] for x, y in zip(a, b)):
        return False
    for x, y in zip(a, b):
        images = [{m: d for m, d in o.get("data", {}).items() if m.startswith("image/")} for o in (x, y)]
        said = [list(texts(o)) for o in (x, y)]
        if images[0] != images[1] or x.get("metadata") != y.get("metadata") or len(said[0]) != len(said[1]):
            return False
        if not all(k == m and same_text(s, t, rtol, atol) for (k, s), (m, t) in zip(*said)):
            return False
    return True


def kinds(outputs):
    """What sorts of output a cell gave, in order: (type, name of the stream or MIME types)."""
    return [(o["output_type"], o.get("name"), sorted(o.get("data", {}))) for o in outputs]


def run_digest(notebook):
    """Digest of what a run executed and what came out, in order; taken after the run and stored in the notebook."""
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    run = [(cell["source"], cell["execution_count"], cell["outputs"]) for cell in cells]
    return hashlib.sha256(json.dumps(run, sort_keys=True).encode()).hexdigest()


def of_one_run(notebook):
    """Whether code and outputs are those of the run that the notebook was stored after, and of no other."""
    return notebook["metadata"].get("cnnlib", {}).get("run") == run_digest(notebook)
