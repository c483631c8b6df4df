/**
 * Seeded random numbers that are the same everywhere: xoshiro128** (Blackman, Vigna 2018), and of
 * the Math functions only exp, log and sqrt.
 */
export class Dice {
  #state;

  /** @param {number} seed */
  constructor(seed) {
    this.#state = new Uint32Array([0x9e3779b9 ^ seed, 0x243f6a88, 0xb7e15162, seed | 1]);
    for (let i = 0; i < 16; i++) this.#next();
  }

  #next() {
    const s = this.#state;
    const out = Math.imul(rotate(Math.imul(s[1], 5), 7), 9) >>> 0;
    const shifted = s[1] << 9;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= shifted;
    s[3] = rotate(s[3], 11);
    return out;
  }

  /** Between 0 and 1, never either. */
  unit() {
    return (this.#next() + 0.5) / 4294967296;
  }

  /** @param {number} n a whole number under `n`, from 0 */
  below(n) {
    return Math.floor(this.unit() * n);
  }

  /** @param {number} p */
  chance(p) {
    return this.unit() < p;
  }

  /**
   * One of `things`, by their weights.
   *
   * @template {{weight: number}} T
   * @param {readonly T[]} things
   * @returns {T}
   */
  pick(things) {
    let left = this.unit() * things.reduce((sum, thing) => sum + thing.weight, 0);
    return things.find((thing) => (left -= thing.weight) < 0) ?? things[0];
  }

  /** @param {number} rate the time until something that happens `rate` times a day */
  wait(rate) {
    return -Math.log(this.unit()) / rate;
  }

  /** Normal, by the polar method. */
  normal() {
    for (;;) {
      const x = 2 * this.unit() - 1;
      const y = 2 * this.unit() - 1;
      const q = x * x + y * y;
      if (q > 0 && q < 1) return x * Math.sqrt((-2 * Math.log(q)) / q);
    }
  }

  /**
   * Gamma of mean `shape` (Marsaglia, Tsang 2000).
   *
   * @param {number} shape
   * @returns {number}
   */
  gamma(shape) {
    if (shape < 1) return this.gamma(shape + 1) * Math.exp(Math.log(this.unit()) / shape);
    const d = shape - 1 / 3;
    const c = 1 / Math.sqrt(9 * d);
    for (;;) {
      const x = this.normal();
      const v = (1 + c * x) * (1 + c * x) * (1 + c * x);
      if (v > 0 && Math.log(this.unit()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
    }
  }
}

/** @param {number} x @param {number} bits */
const rotate = (x, bits) => (x << bits) | (x >>> (32 - bits));
