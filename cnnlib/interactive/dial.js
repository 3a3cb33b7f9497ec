// A slider and a field for one number.
"use strict";

// The slider takes `values`, from small to large; the field any number that `fits`, and `needs` says which do. What does
// not fit is refused, as in a grid: what was typed stays, marked, and `problem` says why. `changed` is told a new number.
cnn.dial = (name, { values, fits, needs, problem, changed }) => {
  const slider = cnn.element("input", { type: "range", min: 0, max: values.length - 1, "aria-label": name });
  const field = cnn.element("input", { class: "typed", "aria-label": `${name}, typed`, inputmode: "decimal", autocomplete: "off", spellcheck: "false" });
  let now = null;
  const refuse = (why) => {
    field.setAttribute("aria-invalid", why !== "");
    problem.say(name, why);
  };
  const show = (value) => {
    const at = values.findIndex((listed) => listed >= value);
    now = value;
    field.value = cnn.number(value);
    slider.value = at < 0 ? values.length - 1 : at;
    slider.setAttribute("aria-valuetext", field.value);
    refuse("");
  };
  const take = (value) => {
    show(value);
    changed(value);
  };
  slider.addEventListener("input", () => take(values[slider.value]));
  field.addEventListener("focus", () => field.select());
  field.addEventListener("keydown", (event) => event.key === "Escape" && show(now));
  field.addEventListener("change", () => {
    const value = cnn.parse(field.value);
    if (value === null) refuse(`${cnn.refusal(field.value)}; the ${name} stays at ${cnn.number(now)}.`);
    else if (fits(value)) take(value);
    else refuse(`“${field.value.trim()}” is not possible: the ${name} must be ${needs}. It stays at ${cnn.number(now)}.`);
  });
  return { element: cnn.element("span", { class: "dial" }, name, slider, field), show };
};
