"""Accessibility checks by axe-core, from the copy that axe-playwright-python carries."""

import pathlib

import axe_playwright_python

SCRIPT = next(pathlib.Path(axe_playwright_python.__file__).parent.rglob("axe.min.js")).read_text(encoding="utf-8")


def violations(page):
    """[(impact, rule, first element)] of what axe-core finds on a page."""
    page.evaluate(SCRIPT)
    found = page.evaluate("() => axe.run(document, {preload: false}).then((result) => result.violations)")
    return [(v["impact"], v["id"], str(v["nodes"][0]["target"])) for v in found]
