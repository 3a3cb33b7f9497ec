"""Accessibility checks by axe-core, from the copy that axe-playwright-python carries."""

import pathlib

import axe_playwright_python

SCRIPT = next(pathlib.Path(axe_playwright_python.__file__).parent.rglob("axe.min.js")).read_text(encoding="utf-8")
# A word of code is an element that has a color, a stroke of a formula or a drawing is one too. They are most of a page,
# and would take most of the time. Of a formula there remain its words for a screen reader, of a drawing its title.
PLAIN_CODE = """() => {
    document.querySelectorAll("pre").forEach((pre) => pre.replaceChildren(pre.textContent));
    document.querySelectorAll("mjx-container > :is(svg, mjx-math)").forEach((formula) => formula.replaceChildren());
    for (const drawing of document.querySelectorAll("div.drawing svg"))
        drawing.replaceChildren(...[...drawing.children].filter((part) => ["title", "desc"].includes(part.localName)));
}"""
# `tests.contrast.unreadable` looks at the colors of formulas and code, `tests.drawings` at those of drawings.
SPARE_FORMULAS = "axe.configure({rules: [{id: 'color-contrast', selector: '*:not(mjx-container, mjx-container *)'}]})"
# Of all text that has one tag, color, size and weight on the same grounds, the first: what stands in for the others.
DISTINCT = """() => {
    const first = new Map(), clear = "rgba(0, 0, 0, 0)";
    for (const element of document.body.querySelectorAll("*")) {
        if (![...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim())) continue;
        const { color, fontSize, fontWeight } = getComputedStyle(element), key = [element.tagName, color, fontSize, fontWeight];
        for (let ground = element; ground; ground = ground.parentElement) {
            const { backgroundColor, backgroundImage, opacity, position } = getComputedStyle(ground);
            if (position !== "static" || backgroundColor !== clear || backgroundImage !== "none" || opacity !== "1")
                key.push(position, backgroundColor, backgroundImage, opacity);
        }
        if (!first.has(key.join())) first.set(key.join(), element);
    }
    return [...first.values()];
}"""
RUN = f"""([exclude, options]) => {{
    const contrast = options.runOnly?.[0] === "color-contrast";
    const context = contrast ? {{ include: ({DISTINCT})(), exclude }} : {{ exclude }};
    return axe.run(context, options).then((result) => result.violations);
}}"""
CONTRAST = "color-contrast"


def violations(page, only=None, exclude=()):
    """[(impact, rule, first element)] of what axe-core finds on a page, by all its rules or by `only` one.

    The elements of the selectors `exclude` are left out. Code stands in one color afterwards. The contrast of colors,
    which takes as long as all other rules, is looked at once for each way in which text stands on its ground.
    """
    for script in (PLAIN_CODE, SCRIPT, SPARE_FORMULAS):
        page.evaluate(script)
    others = [{"runOnly": [only]}] if only else [{"rules": {CONTRAST: {"enabled": False}}}, {"runOnly": [CONTRAST]}]
    found = []
    for options in others:
        shared = {"preload": False, "resultTypes": ["violations"]}
        found += page.evaluate(RUN, [[[selector] for selector in exclude], shared | options])
    return [(v["impact"], v["id"], str(v["nodes"][0]["target"])) for v in found]
