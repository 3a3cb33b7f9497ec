"""The descent path: its Python side, and its steps, words and manners in a real browser."""

import re

import numpy as np
import pytest

from cnnlib import interactive, scratch
from cnnlib.figures.curves import STROKES
from cnnlib.figures.style import ROLES
from cnnlib.interactive.descent_path import LINES
from cnnlib.numerals import number
from tests.interactive.figures import RATES, replace

TAG = "cnn-descent-path"
ELEMENT = f"document.querySelector('{TAG}')"
OPTIONS = interactive.descent_path(RATES).options
LIMITS = np.array([2.0, 1.0])


@pytest.fixture
def page(shown):
    return shown(interactive.descent_path())


@pytest.fixture
def three(shown):
    return shown(interactive.descent_path(RATES))


def by_cnnlib(rule, rate, momentum, curvatures, start, steps):
    """The weights at the start and after each step of the library's own optimizer."""
    optimizer = {"plain": scratch.SGD(rate), "momentum": scratch.SGD(rate, momentum), "Adam": scratch.Adam(rate)}[rule]
    path = [np.array(start, float)]
    w = path[0].copy()
    for _ in range(steps):
        optimizer.apply([np.array(curvatures, float) * w], [w])
        path.append(w.copy())
    return np.array(path)


def loss(curvatures, w):
    return (np.array(curvatures) * w**2).sum(axis=-1) / 2


def path(page, rule):
    """Both weights after each step, as the page computed them."""
    return np.array(page.evaluate(f"{ELEMENT}.paths['{rule}'].map((weights) => weights.map(({{ w }}) => w))"), float)


def lines(page):
    return page.locator(".sum > span").all_inner_texts()


def numbers(line):
    return [float(text.replace("−", "-")) for text in re.findall(r"−?\d+(?:\.\d+)?(?:e[+−]\d+)?", line)]


def on_land(page, w1, w2):
    page.locator(".land").scroll_into_view_if_needed()
    box = page.locator(".land svg").bounding_box()
    return box["x"] + box["width"] * (0.5 + w1 / 4), box["y"] + box["height"] * (0.5 - w2 / 2)


def rate_field(page):
    return page.get_by_role("textbox", name="learning rate, typed")


def random_cases(count, seed=0):
    rng = np.random.default_rng(seed)
    for _ in range(count):
        yield {
            "rates": {rule: float(10 ** rng.uniform(-2.5, 0.3)) for rule in ("plain", "momentum", "Adam")},
            "momentum": float(rng.uniform(0, 0.99)),
            "curvatures": (10 ** rng.uniform(-1, 2, 2)).tolist(),
            "start": (rng.uniform(-1, 1, 2) * LIMITS).tolist(),
            "steps": int(rng.integers(1, 61)),
        }


@pytest.mark.parametrize(
    "call, exception, words",
    [
        ({"rates": {"SGD": 0.1}}, ValueError, "rates is {'SGD': 0.1}, needs a learning rate for each rule, of 'plain'"),
        ({"rates": {}}, ValueError, "rates is {}, needs"),
        ({"rates": 0.1}, TypeError, "rates is 0.1, needs a learning rate for each rule"),
        ({"rates": {"Adam": 0}}, ValueError, "rates['Adam'] is 0, needs a number above 0 and at most 3"),
        ({"rates": {"Adam": 3.5}}, ValueError, "rates['Adam'] is 3.5"),
        ({"momentum": 1}, ValueError, "momentum is 1, needs a number of at least 0 and at most 0.99"),
        ({"curvatures": 20}, TypeError, "curvatures is 20, needs two numbers, one for each weight"),
        ({"curvatures": (1, 2, 3)}, TypeError, "curvatures is (1, 2, 3), needs two numbers"),
        ({"curvatures": (1, 0)}, ValueError, "curvatures[1] is 0, needs a number above 0 and at most 100"),
        ({"start": np.array(3.0)}, TypeError, "start is array(3.), needs two numbers, one for each weight"),
        ({"start": (0, 1.5)}, ValueError, "start[1] is 1.5, needs a number of at least -1 and at most 1"),
        ({"start": ("0", 1)}, TypeError, "start[0] is '0'"),
        ({"steps": 61}, ValueError, "steps is 61, needs at most 60"),
        ({"steps": 1.5}, TypeError, "steps is 1.5, needs an integer"),
    ],
)
def test_wrong_calls(call, exception, words):
    with pytest.raises(exception) as caught:
        interactive.descent_path(**call)
    assert f"descent_path: {words}" in str(caught.value)


def test_its_steps_are_cnnlib_s(three):
    for case in random_cases(80):
        replace(three, TAG, OPTIONS | case)
        for rule, rate in case["rates"].items():
            call = [case[name] for name in ("momentum", "curvatures", "start", "steps")]
            steps = by_cnnlib(rule, rate, *call)
            np.testing.assert_allclose(path(three, rule), steps, rtol=1e-9, atol=1e-9, err_msg=f"{rule} {case}")
        assert three.evaluate(f"{ELEMENT}.n") == case["steps"] and len(lines(three)) == 4


def test_the_still_ends_where_cnnlib_does():
    for case in random_cases(20, seed=1):
        text = interactive.descent_path(**case).text.rstrip(".")
        for (rule, rate), said in zip(case["rates"].items(), re.split(r"; |: (?=plain)", text)[2:]):
            call = [case[name] for name in ("momentum", "curvatures", "start", "steps")]
            end = loss(case["curvatures"], by_cnnlib(rule, rate, *call)[-1])
            assert said.startswith(rule) and said.endswith(f": loss {number(float(f'{end:.3g}'))}")


def test_a_step_in_numbers(page, shown):
    page.get_by_role("button", name="Step").click()  # from the end to the start
    assert lines(page) == ["The start is w = (−1.8, 0.5). Its loss is 4.12."]
    page.get_by_role("button", name="Step").click()
    assert lines(page) == [
        "Step 1: at w = (−1.8, 0.5) the gradient is (1·(−1.8), 20·0.5) = (−1.8, 10).",
        "w₁ = −1.8 − 0.095·(−1.8) = −1.629",
        "w₂ = 0.5 − 0.095·10 = −0.45",
        "The loss goes down from 4.12 to 3.352.",
    ]
    three = shown(interactive.descent_path(RATES))
    for _ in range(2):
        three.get_by_role("button", name="Step").click()
    mean = "mean −1.8, usual size 1.8; w₁ = −1.8 − 0.1·(−1.8)/1.8 = −1.7"
    assert lines(three)[1:3] == [mean, "mean 10, usual size 10; w₂ = 0.5 − 0.1·10/10 = 0.4"]
    three.get_by_role("combobox", name="rule").select_option("momentum")
    three.get_by_role("button", name="Step").click()
    assert lines(three)[1:3] == [
        "m₁ = 0.8·0.036 − 0.02·(−1.764) = 0.06408; w₁ = −1.764 + 0.06408 = −1.7",
        "m₂ = 0.8·(−0.2) − 0.02·6 = −0.28; w₂ = 0.3 − 0.28 = 0.02",
    ]


@pytest.mark.parametrize("rule", RATES)
def test_the_numbers_of_any_step_are_right(three, rule):
    """What is written follows from what is written, to the digits that are shown."""
    for k, case in enumerate(random_cases(12, seed=2)):
        case["rates"] = {rule: case["rates"].pop(rule), **case["rates"]}
        replace(three, TAG, OPTIONS | case)
        n = 1 + k % case["steps"]
        three.evaluate(f"{ELEMENT}.go({n})")
        weights, (a, b) = path(three, rule), case["curvatures"]
        gradient, first, second, losses = lines(three)
        wanted = [n, *weights[n - 1], a, weights[n - 1][0], b, weights[n - 1][1], *(np.array([a, b]) * weights[n - 1])]
        np.testing.assert_allclose(numbers(gradient), wanted, rtol=1e-3, atol=1e-3)
        for line, before, after in zip((first, second), weights[n - 1], weights[n]):
            if rule == "plain":
                w, rate, step, end = numbers(line)
                assert np.allclose([w - rate * step, end], [after, after], rtol=1e-3, atol=2e-3 * max(1, abs(w)))
            elif rule == "momentum":
                part, m, rate, g, kept, w, m_again, end = numbers(line.replace(" − ", " + −"))
                assert np.allclose([part * m + rate * g, w + m_again], [kept, end], rtol=1e-3, atol=2e-3 * max(1, abs(part * m), abs(w)))
                assert np.allclose([w, end], [before, after], rtol=1e-3, atol=1e-3)
            else:
                mean, size, w, rate, mean_again, size_again, end = numbers(line)
                assert (mean, size) == (mean_again, size_again)
                assert np.allclose([w - rate * mean / size, end], [after, after], rtol=1e-3, atol=2e-3 * max(1, abs(w)))
        was, now = numbers(losses)
        assert (now > was) == ("goes up" in losses)
        np.testing.assert_allclose([was, now], loss(case["curvatures"], weights[n - 1 : n + 1]), rtol=1e-3, atol=1e-3)


def test_what_it_says_of_a_weight_is_so(page):
    """Of plain descent and of momentum, over hundreds of steps."""
    rng, heard = np.random.default_rng(3), set()
    for case in range(300):
        part = 0.0 if case % 2 else float(rng.uniform(0, 0.95))
        rate, curvature = float(rng.uniform(0.01, 2)), float(rng.uniform(0.2, 3))
        rule = "momentum" if part else "plain"
        call = f"'{rule}', {{ rate: {rate}, part: {part} }}, [{curvature}, {curvature}], [1, 0]"
        said = page.evaluate(f"cnn.descent.verdict({call})")
        w = by_cnnlib(rule, rate, part, (curvature, 1), (1, 0), 200)[:, 0]
        grows = np.abs(w[-20:]).max() > np.abs(w[:20]).max()
        w = w[np.abs(w) > 1e-250]  # before it rounds to nothing
        changes = np.sign(w[1:]) != np.sign(w[:-1])
        [goes] = re.findall(r"w₁ (?:by .*?: it )?(.*?); w₂", said)
        heard.add(goes)
        assert grows == ("its steps grow" in goes), said
        assert (("to and fro, and" in goes) or (goes == "changes sides at every step")) <= changes[-20:].all(), said
        assert (goes == "comes nearer on its own side") == (not changes.any()), said
        assert ("waves" in goes) <= (changes.any() and not changes.all()), said
        assert "is 0 and stays there" in said.partition("w₂")[2]
        assert ("The rate is above" in said) == (rule == "plain" and "grow" in goes)
    assert len(heard) == 4
    exact = "cnn.descent.verdict('plain', { rate: 0.25, part: 0 }, [4, 8], [1, 1])"
    assert page.evaluate(exact) == (
        "Each step multiplies w₁ by 1 − 0.25·4 = 0: it arrives at once; "
        "w₂ by 1 − 0.25·8 = −1: it goes to and fro, for good."
    )


def test_on_the_floor_one_step_arrives_and_beside_it_none_does(shown):
    """What chapter 07 asks its reader to find."""
    page = shown(interactive.descent_path({"plain": 1.0}, start=(1.5, 0)))
    assert lines(page)[-1] == "The loss stays at 0." and path(page, "plain")[1:].tolist() == [[0, 0]] * 30
    said = "Each step multiplies w₁ by 1 − 1·1 = 0: it arrives at once; w₂ by 1 − 1·20 = −19: it is 0 and stays there."
    assert page.locator(".note").last.inner_text() == said
    page.locator(".land").focus()
    page.keyboard.press("ArrowUp")
    assert lines(page)[-1].startswith("The loss goes up from ")
    assert page.locator(".note").last.inner_text().endswith("and its steps grow. The rate is above 2/20 = 0.1.")


def test_the_slider_reaches_beyond_the_limit_of_the_floor(shown):
    """Where chapter 07 asks which rates descent survives there, some of those that can be set are too large."""
    page = shown(interactive.descent_path({"plain": 1.0}, start=(1.5, 0)))
    slider = page.get_by_role("slider", name="learning rate")
    slider.fill(slider.get_attribute("max"))
    assert rate_field(page).input_value() == "2.2" and "its steps grow" in page.locator(".note").last.inner_text()
    slider.press("Home")
    assert rate_field(page).input_value() == "0.01"
    for k, rate in ((89, "0.099"), (90, "0.1"), (179, "0.99"), (180, "1"), (181, "1.1")):
        slider.fill(str(k))
        assert rate_field(page).input_value() == rate


def test_a_rule_has_one_line_in_every_figure(three):
    """That of `rate_curves`, where chapter 07 gives the rules in this order."""
    dashes = {"-": "none", "--": "6 3", "-.": "8 3 2 3"}
    roles = {color: role for role, color in ROLES.items()}
    for (rule, role), (color, style) in zip(LINES.items(), STROKES):
        assert roles[color] == role
        wanted = f"--hue: var(--{role}); --dash: {dashes[style]}"
        for lines in ("landLines", "chartLines"):
            assert three.evaluate(f"{ELEMENT}.{lines}['{rule}'].map((line) => line.getAttribute('style'))") == [wanted] * 2
        assert three.locator(".key > span").filter(has_text=rule).locator("path").get_attribute("style") == wanted


def test_it_says_where_the_steps_grow(page):
    said = page.locator(".note").last
    assert said.inner_text() == (
        "Each step multiplies w₁ by 1 − 0.095·1 = 0.905: it comes nearer on its own side; "
        "w₂ by 1 − 0.095·20 = −0.9: it changes sides at every step."
    )
    rate_field(page).fill("0.11")
    rate_field(page).press("Enter")
    assert said.inner_text().endswith("= −1.2: it goes to and fro, and its steps grow. The rate is above 2/20 = 0.1.")
    assert lines(page)[-1].startswith("The loss goes up from ")


def test_the_picture_shows_the_path(three):
    for rule in RATES:
        way = path(three, rule)
        drawn = three.evaluate(f"{ELEMENT}.landLines['{rule}'][0].getAttribute('d')")
        np.testing.assert_allclose(np.array(re.findall(r"[^ML ]+", drawn), float).reshape(-1, 2), way * (1, -1))
        chart = three.evaluate(f"{ELEMENT}.chartLines['{rule}'][0].getAttribute('d')")
        heights = np.array(re.findall(r"[^ML ]+", chart), float).reshape(-1, 2)[:, 1]
        np.testing.assert_allclose(10**-heights, loss((1, 20), way), rtol=1e-9)
    both = "(all) => all.map((contour) => ['rx', 'ry'].map((name) => Number(contour.getAttribute(name))))"
    radii = three.locator(".contour").evaluate_all(both)
    of_contours = [loss((1, 20), np.array(point)) for rx, ry in radii for point in ((rx, 0), (0, ry))]
    np.testing.assert_allclose(of_contours, np.repeat(6 / 2.0 ** np.arange(9), 2), rtol=1e-5)


def test_a_path_that_leaves_the_picture_ends_outside(page, shown):
    rate_field(page).fill("0.11")
    rate_field(page).press("Enter")
    drawn = page.evaluate(f"{ELEMENT}.landLines.plain[0].getAttribute('d')").split("L")
    assert len(drawn) == 5 and len(path(page, "plain")) == 31  # 0.5·1.2³ is within 1, and 0.5·1.2⁴ is not
    page = shown(interactive.descent_path({"plain": 3.0}, curvatures=(100, 100), steps=60))
    assert path(page, "plain").max() > 1e100
    assert "e+" in lines(page)[1] and not re.search("NaN|Infinity|∞", page.locator(".figure").inner_html())


def test_the_start_by_mouse(page):
    page.mouse.move(*on_land(page, -1.8, 0.5))
    page.mouse.down()
    page.mouse.move(*on_land(page, 0.5, -0.25), steps=3)
    assert page.evaluate(f"{ELEMENT}.start") == [0.5, -0.25]
    np.testing.assert_allclose(path(page, "plain"), by_cnnlib("plain", 0.095, 0, (1, 20), (0.5, -0.25), 30))
    page.mouse.move(*on_land(page, 9, 9), steps=3)
    assert page.evaluate(f"{ELEMENT}.start") == [2, 1]  # it stays in the picture
    page.mouse.up()
    page.mouse.move(*on_land(page, 0, 0))
    assert page.evaluate(f"{ELEMENT}.start") == [2, 1]
    page.mouse.click(*on_land(page, 1, 0.5))
    assert page.evaluate(f"{ELEMENT}.start") == [1, 0.5]


def test_the_start_by_finger(shown):
    page = shown(interactive.descent_path(), width=390, has_touch=True)
    page.touchscreen.tap(*on_land(page, 1, -0.5))
    assert page.evaluate(f"{ELEMENT}.start") == [1, -0.5]
    for what, action in ((".start", "none"), (".land", "auto")):  # beside the point a finger scrolls the page
        assert page.locator(what).evaluate("node => getComputedStyle(node).touchAction") == action


def test_it_works_by_keyboard_alone(three):
    names = []
    for _ in range(8):
        three.keyboard.press("Tab")
        at = three.evaluate_handle(f"{ELEMENT}.shadowRoot.activeElement")
        names.append(at.evaluate("node => (node.ariaLabel || node.textContent).split(' at ')[0]"))
    controls = ["Adammomentumplain", "learning rate", "learning rate, typed"]
    assert names == [*controls, "start", "Play", "Step", "Start over", "step"]
    land = three.locator(".land")
    land.focus()
    for key, start in (
        ("ArrowRight", [-1.79, 0.5]),
        ("ArrowDown", [-1.79, 0.49]),
        ("Shift+ArrowUp", [-1.79, 0.59]),
        ("Shift+ArrowLeft", [-1.89, 0.59]),
    ):
        three.keyboard.press(key)
        assert three.evaluate(f"{ELEMENT}.start") == start, key
        label = land.get_attribute("aria-label")
        assert label.startswith(f"start at w₁ = {number(start[0])}, w₂ = {number(start[1])}; arrow keys")
    three.get_by_role("slider", name="learning rate").focus()
    three.keyboard.press("ArrowRight")
    assert rate_field(three).input_value() == "0.11"
    three.get_by_role("slider", name="step").focus()
    three.keyboard.press("ArrowLeft")
    assert lines(three)[0].startswith("Step 29: ")
    three.locator(f"{TAG} .unseen").get_by_text("Step 29: ").wait_for(state="attached")


def test_a_number_that_is_typed(page):
    field, alert = rate_field(page), page.locator("[role=alert]")
    for typed, why in {
        "3x": "“3x” is not a number; the learning rate stays at 0.095.",
        "0,05": "“0,05” is not a number (write 0.05); the learning rate stays at 0.095.",
        "0": "“0” is not possible: the learning rate must be above 0 and at most 3. It stays at 0.095.",
        "3.1": "“3.1” is not possible: the learning rate must be above 0 and at most 3. It stays at 0.095.",
    }.items():
        field.fill(typed)
        field.press("Enter")
        assert alert.inner_text() == why
        assert field.get_attribute("aria-invalid") == "true" and page.evaluate(f"{ELEMENT}.rates.plain") == 0.095
        field.press("Escape")
        assert alert.inner_text() == "" and field.input_value() == "0.095"
    field.fill("0.0333")
    field.blur()
    assert page.evaluate(f"{ELEMENT}.rates.plain") == 0.0333 and field.get_attribute("aria-invalid") == "false"
    assert page.get_by_role("slider", name="learning rate").get_attribute("aria-valuetext") == "0.0333"
    np.testing.assert_allclose(path(page, "plain"), by_cnnlib("plain", 0.0333, 0, (1, 20), (-1.8, 0.5), 30))


def test_momentum_is_asked_for_where_it_counts(three):
    momentum = three.get_by_role("slider", name="momentum")
    assert momentum.count() == 0
    three.get_by_role("combobox", name="rule").select_option("momentum")
    momentum.fill("50")
    assert three.get_by_role("textbox", name="momentum, typed").input_value() == "0.5"
    np.testing.assert_array_equal(path(three, "momentum"), by_cnnlib("momentum", 0.02, 0.5, (1, 20), (-1.8, 0.5), 30))
    assert "momentum 0.5, rate 0.02: " in three.locator(".key").inner_text()


def test_each_rule_keeps_its_rate(three):
    rule = three.get_by_role("combobox", name="rule")
    rate_field(three).fill("0.3")
    rate_field(three).press("Enter")
    rule.select_option("plain")
    assert rate_field(three).input_value() == "0.02"
    rule.select_option("Adam")
    assert rate_field(three).input_value() == "0.3"
    assert three.locator(".line.chosen, .key .chosen").count() == 3


def test_it_plays_when_asked_and_not_before(page):
    before = page.locator(".figure").inner_html()
    page.wait_for_timeout(800)
    assert page.locator(".figure").inner_html() == before
    page.get_by_role("button", name="Play").click()  # at the end, it begins again
    page.wait_for_function(f"{ELEMENT}.n === 2", timeout=3000)
    page.get_by_role("button", name="Pause").click()
    at = page.evaluate(f"{ELEMENT}.n")
    page.wait_for_timeout(600)
    assert page.evaluate(f"{ELEMENT}.n") == at
    assert page.locator(".dial").get_by_text(f"step {at} of 30").is_visible()


def test_start_over_restores_all(three):
    three.get_by_role("button", name="Start over").click()
    three.wait_for_function(f"{ELEMENT}.status.textContent")
    before = three.locator(".figure").inner_text()
    three.get_by_role("combobox", name="rule").select_option("momentum")
    three.get_by_role("slider", name="momentum").fill("10")
    rate_field(three).fill("x")
    rate_field(three).press("Enter")
    three.get_by_role("slider", name="step").fill("3")
    three.mouse.click(*on_land(three, 0, 0))
    assert three.locator(".figure").inner_text() != before
    three.get_by_role("button", name="Start over").click()
    three.wait_for_timeout(500)  # until it is said to a screen reader, too
    assert three.locator(".figure").inner_text() == before
    assert three.evaluate(f"{ELEMENT}.start") == [-1.8, 0.5] and three.evaluate(f"{ELEMENT}.kept") == 0.8


@pytest.mark.parametrize("width", [760, 390])
@pytest.mark.parametrize("rule", RATES)
def test_what_it_says_does_not_move_what_is_below_it(shown, rule, width):
    page = shown(interactive.descent_path(RATES), width=width)
    page.get_by_role("combobox", name="rule").select_option(rule)
    page.evaluate("document.body.style.font = '16px serif'")
    low = page.locator(".figure").bounding_box()["height"]
    for n in range(0, 30, 3):
        page.evaluate(f"{ELEMENT}.go({n})")
        assert page.locator(".figure").bounding_box()["height"] == low, n
