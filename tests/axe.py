"""Accessibility checks by axe-core, from the copy that axe-playwright-python carries."""

import pathlib

import axe_playwright_python

SCRIPT = next(pathlib.Path(axe_playwright_python.__file__).parent.rglob("axe.min.js")).read_text(encoding="utf-8")
# A word of code is an element that has a color. They are most of a page, and would take most of the time.
PLAIN_CODE = "document.querySelectorAll('pre').forEach(pre => pre.replaceChildren(pre.textContent))"
# `tests.contrast.unreadable` looks at the colors of formulas and code.
SPARE_FORMULAS = "axe.configure({rules: [{id: 'color-contrast', selector: '*:not(mjx-container, mjx-container *)'}]})"
RUN = "([context, options]) => axe.run(context, options).then((result) => result.violations)"


def violations(page, only=None, exclude=()):
    """[(impact, rule, first element)] of what axe-core finds on a page, by all its rules or by `only` one.

    The elements of the selectors `exclude` are left out. Code stands in one color afterwards.
    """
    options = {"preload": False, "resultTypes": ["violations"]}
    if only:
        options["runOnly"] = [only]
    for script in (PLAIN_CODE, SCRIPT, SPARE_FORMULAS):
        page.evaluate(script)
    found = page.evaluate(RUN, [{"exclude": [[selector] for selector in exclude]}, options])
    return [(v["impact"], v["id"], str(v["nodes"][0]["target"])) for v in found]
