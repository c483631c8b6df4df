// Seeded random numbers: xoshiro128**, and what the generator of orders draws from it.
export function random(seed) {
  let a = 0x9e3779b9 ^ seed;
  let b = 0x243f6a88;
  let c = 0xb7e15162;
  let d = seed | 1;
  const next = () => {
    const five = Math.imul(b, 5);
    const out = Math.imul((five << 7) | (five >>> 25), 9);
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = (d << 11) | (d >>> 21);
    return out >>> 0;
  };
  for (let i = 0; i < 32; i++) next();
  const unit = () => (next() + 0.5) / 4294967296;
  const normal = () => Math.sqrt(-2 * Math.log(unit())) * Math.cos(2 * Math.PI * unit());
  const exponential = (rate) => -Math.log(unit()) / rate;

  /** Marsaglia and Tsang. */
  const gamma = (shape) => {
    if (shape < 1) return gamma(shape + 1) * Math.pow(unit(), 1 / shape);
    const mean = shape - 1 / 3;
    const spread = 1 / Math.sqrt(9 * mean);
    for (;;) {
      const x = normal();
      const v = (1 + spread * x) ** 3;
      if (v <= 0) continue;
      if (Math.log(unit()) < 0.5 * x * x + mean - mean * v + mean * Math.log(v)) return mean * v;
    }
  };
  return {next, unit, normal, exponential, gamma};
}
