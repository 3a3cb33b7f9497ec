// Networks in the page: weights unpacked, and a forward pass that keeps the maps of every layer.
"use strict";
(() => {
  // Python's base85 with four other marks, which HTML leaves as they are: five characters are four bytes.
  const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%,()*+-;.=/?@^_:{|}~";
  const DIGIT = new Map([...ALPHABET].map((character, digit) => [character, digit]));

  cnn.bytes = (text) => {
    const view = new DataView(new ArrayBuffer((text.length / 5) * 4));
    for (let at = 0; at < text.length; at += 5) {
      let value = 0;
      for (let k = 0; k < 5; k++) value = 85 * value + DIGIT.get(text[at + k]);
      view.setUint32((at / 5) * 4, value);
    }
    return view;
  };

  // The number that 16 bits stand for: a sign, five bits of exponent, ten bits of fraction.
  const half = (bits) => {
    const [exponent, fraction] = [(bits >> 10) & 31, bits & 1023];
    const size = exponent ? (1 + fraction / 1024) * 2 ** (exponent - 15) : fraction * 2 ** -24;
    return bits >> 15 ? -size : size;
  };

  const halves = (text) => {
    const view = cnn.bytes(text);
    return Float64Array.from({ length: view.byteLength / 2 }, (_, k) => half(view.getUint16(2 * k, true)));
  };

  const rectified = (values) => values.map((value) => Math.max(value, 0));

  // Each takes maps and a layer and gives maps: {values, height, width, channels}, values as in a NumPy array (h, w, c).
  const STEPS = {
    conv(x, { kernel, bias, shape: [rows, columns, c_in, c_out], same, relu }) {
      const [above, before] = same ? [(rows - 1) >> 1, (columns - 1) >> 1] : [0, 0];
      const [height, width] = same ? [x.height, x.width] : [x.height - rows + 1, x.width - columns + 1];
      const values = new Float64Array(height * width * c_out);
      for (let i = 0; i < height; i++) for (let j = 0; j < width; j++) {
        const out = (i * width + j) * c_out;
        for (let k = 0; k < c_out; k++) values[out + k] = bias[k];
        for (let u = 0; u < rows; u++) for (let v = 0; v < columns; v++) {
          const [row, column] = [i + u - above, j + v - before];
          if (row < 0 || column < 0 || row >= x.height || column >= x.width) continue;
          for (let c = 0; c < c_in; c++) {
            const value = x.values[(row * x.width + column) * c_in + c];
            const weights = ((u * columns + v) * c_in + c) * c_out;
            if (value) for (let k = 0; k < c_out; k++) values[out + k] += value * kernel[weights + k];
          }
        }
      }
      return { values: relu ? rectified(values) : values, height, width, channels: c_out };
    },
    pool(x, { size }) {
      const [height, width, c] = [Math.floor(x.height / size), Math.floor(x.width / size), x.channels];
      const values = new Float64Array(height * width * c).fill(-Infinity);
      for (let i = 0; i < height * size; i++) for (let j = 0; j < width * size; j++) for (let k = 0; k < c; k++) {
        const out = (Math.floor(i / size) * width + Math.floor(j / size)) * c + k;
        values[out] = Math.max(values[out], x.values[(i * x.width + j) * c + k]);
      }
      return { values, height, width, channels: c };
    },
    global(x) {
      const values = new Float64Array(x.channels).fill(-Infinity);
      x.values.forEach((value, k) => (values[k % x.channels] = Math.max(values[k % x.channels], value)));
      return { values, height: 1, width: 1, channels: x.channels };
    },
    flatten: (x) => ({ values: x.values, height: 1, width: 1, channels: x.values.length }),
    dense(x, { kernel, bias, shape: [n_in, n_out], relu }) {
      const values = Float64Array.from(bias);
      for (let k = 0; k < n_in; k++) {
        if (x.values[k]) for (let out = 0; out < n_out; out++) values[out] += x.values[k] * kernel[k * n_out + out];
      }
      return { values: relu ? rectified(values) : values, height: 1, width: 1, channels: n_out };
    },
  };

  // A network from what cnnlib/interactive/forward.py wrote. With `order`, the pixels of its pictures, and so the rows
  // of its first kernel, stand in another order.
  cnn.network = ({ layers, weights }, order) => {
    let [numbers, at] = [halves(weights), 0];
    const take = (count) => numbers.subarray(at, (at += count));
    const filled = layers.map((layer) => layer.shape
      ? { ...layer, kernel: take(layer.shape.reduce((a, b) => a * b)), bias: take(layer.shape.at(-1)) } : layer);
    if (order) {
      const dense = filled.find((layer) => layer.kernel);
      const n = dense.shape[1];
      dense.kernel = dense.kernel.map((_, k) => dense.kernel[order[Math.floor(k / n)] * n + (k % n)]);
    }
    return filled;
  };

  // The picture, then what each layer makes of what the one before it gave.
  cnn.forward = (layers, values, height, width) => {
    const maps = [{ values, height, width, channels: values.length / height / width }];
    for (const layer of layers) maps.push(STEPS[layer.kind](maps.at(-1), layer));
    return maps;
  };
})();
