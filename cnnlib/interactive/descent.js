// Descent on a loss of two weights, half the sum of curvature times square: its steps, and how they are put into words.
"use strict";
(() => {
  const [BETA_1, BETA_2, EPSILON] = [0.9, 0.999, 1e-7];  // Adam's, as in cnnlib.scratch
  const NAMES = ["w₁", "w₂"];
  const DIGITS = 4;  // of the numbers of a step
  const shown = (value) => cnn.number(value, DIGITS);
  const product = (factors) => cnn.product(factors, DIGITS);
  const signed = (value) => (value < 0 ? ` − ${shown(-value)}` : ` + ${shown(value)}`);
  const pair = (texts) => `(${texts.join(", ")})`;
  const loss = (curvatures, weights) => weights.reduce((sum, { w }, k) => sum + (curvatures[k] * w * w) / 2, 0);

  // Step t of each rule for one weight, whose gradient is g: the new weight, and what the rule keeps or is told by.
  const RULES = {
    plain: ({ w }, g, { rate }) => ({ w: w - rate * g }),
    momentum: ({ w, m }, g, { rate, part }) => {
      const kept = part * m - rate * g;
      return { w: w + kept, m: kept };
    },
    Adam: (before, g, { rate }, t) => {
      const m = before.m + (1 - BETA_1) * (g - before.m);
      const v = before.v + (1 - BETA_2) * (g * g - before.v);
      const [came, cameSquare] = [1 - BETA_1 ** t, Math.sqrt(1 - BETA_2 ** t)];  // of the way from 0
      const w = before.w - (((rate * cameSquare) / came) * m) / (Math.sqrt(v) + EPSILON);
      return { w, m, v, mean: m / came, size: (Math.sqrt(v) + EPSILON) / cameSquare };
    },
  };

  // Both weights at the start and after each step. `settings`: the learning rate, and the part of a step that momentum keeps.
  const path = (rule, settings, curvatures, start, steps) => {
    const path = [start.map((w) => ({ w, m: 0, v: 0 }))];
    for (let t = 1; t <= steps; t++) {
      path.push(path[t - 1].map((before, k) => {
        const g = curvatures[k] * before.w;
        return { g, ...RULES[rule](before, g, settings, t) };
      }));
    }
    return path;
  };

  // A step of one weight in numbers.
  const WRITTEN = {
    plain: (name, { w }, now, { rate }) => `${name} = ${shown(w)} − ${product([rate, now.g])} = ${shown(now.w)}`,
    momentum: (name, { w, m }, now, { rate, part }) =>
      `${name.replace("w", "m")} = ${product([part, m])} − ${product([rate, now.g])} = ${shown(now.m)}; ` +
      `${name} = ${shown(w)}${signed(now.m)} = ${shown(now.w)}`,
    Adam: (name, { w }, now, { rate }) => `mean ${shown(now.mean)}, usual size ${shown(now.size)}; ` +
      `${name} = ${shown(w)} − ${product([rate, now.mean])}/${shown(now.size)} = ${shown(now.w)}`,
  };

  // Step n of a path in lines: the gradient, each weight, the loss.
  const told = (rule, settings, curvatures, path, n) => {
    const [now, before] = [path[n], path[n - 1]];
    const [here, after] = [pair((before || now).map(({ w }) => shown(w))), loss(curvatures, now)];
    if (!n) return [`The start is w = ${here}. Its loss is ${shown(after)}.`];
    const products = before.map(({ w }, k) => product([curvatures[k], w]));
    const was = loss(curvatures, before);
    return [`Step ${n}: at w = ${here} the gradient is ${pair(products)} = ${pair(now.map(({ g }) => shown(g)))}.`,
      ...now.map((weight, k) => WRITTEN[rule](NAMES[k], before[k], weight, settings)),
      after === was ? `The loss stays at ${shown(after)}.`
        : `The loss goes ${after > was ? "up" : "down"} from ${shown(was)} to ${shown(after)}.`];
  };

  // How a weight goes under plain descent or momentum. Its distance from 0 is made of powers of two numbers, whose sum
  // is `sum` and whose product is `part`.
  const way = (w, curvature, { rate, part }) => {
    const [sum, over] = [1 + part - rate * curvature, rate * curvature - 2 * (1 + part)];
    if (w === 0) return "is 0 and stays there";
    if (Math.abs(over) < 1e-9) return "goes to and fro, for good";
    if (over > 0) return "goes to and fro, and its steps grow";
    if (sum * sum < 4 * part) return "swings to and fro in waves";
    if (sum < 0) return "changes sides at every step";
    return sum || part ? "comes nearer on its own side" : "arrives at once";
  };

  // What the settings do to each weight, and the limit where the steps of plain descent grow.
  const verdict = (rule, settings, curvatures, start) => {
    const { rate, part } = settings;
    if (rule === "Adam") return "Each weight’s step is the rate times the mean of its gradients, divided by their usual size.";
    const ways = start.map((w, k) => way(w, curvatures[k], settings));
    if (rule === "momentum") return `With momentum ${cnn.number(part)}, ${NAMES.map((name, k) => `${name} ${ways[k]}`).join("; ")}.`;
    const factors = curvatures.map((a, k) => `${NAMES[k]} by 1 − ${cnn.product([rate, a])} = ${cnn.number(1 - rate * a)}: it ${ways[k]}`);
    const steepest = Math.max(...curvatures.filter((_, k) => ways[k].endsWith("grow")), 0);
    return `Each step multiplies ${factors.join("; ")}.${steepest ? ` The rate is above 2/${cnn.number(steepest)} = ${cnn.number(2 / steepest)}.` : ""}`;
  };

  cnn.descent = { NAMES, path, loss, told, verdict };
})();
