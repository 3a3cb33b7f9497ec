"""Accessibility checks by axe-core, from the copy that axe-playwright-python carries."""

import pathlib

import axe_playwright_python

SCRIPT = next(pathlib.Path(axe_playwright_python.__file__).parent.rglob("axe.min.js")).read_text(encoding="utf-8")
# A word of code is an element that has a color. They are most of a page, and would take most of the time.
PLAIN_CODE = "document.querySelectorAll('pre').forEach(pre => pre.replaceChildren(pre.textContent))"
RUN = "([context, options]) => axe.run(context, options).then((result) => result.violations)"


def violations(page, only=None, without=None, exclude=()):
    """[(impact, rule, first element)] of what axe-core finds on a page.

    All its rules run, or `only` one, or all `without` one; the elements of the selectors `exclude` are left out.
    Code stands in one color afterwards: `tests.contrast.unreadable` looks at its colors.
    """
    options = {"preload": False, "resultTypes": ["violations"]}
    if only:
        options["runOnly"] = [only]
    if without:
        options["rules"] = {without: {"enabled": False}}
    page.evaluate(PLAIN_CODE)
    page.evaluate(SCRIPT)
    found = page.evaluate(RUN, [{"exclude": [[selector] for selector in exclude]}, options])
    return [(v["impact"], v["id"], str(v["nodes"][0]["target"])) for v in found]
