/** @file Orders for tests: always the same for the same arguments. */

/**
 * A CSV of orders with a header in English. Each customer's buying rate and amounts are their own, so
 * that both models have something to find.
 *
 * @param {{customers?: number, days?: number}} [size]
 * @returns {string}
 */
export function ordersCsv({customers = 300, days = 365} = {}) {
  const die = dice(20240229);
  const lines = ['customer_id,order_time,amount,channel'];
  for (let who = 1; who <= customers; who++) {
    const gap = 8 + 200 * die() ** 2;
    const spend = 20 + 180 * die();
    const channel = die() < 0.6 ? 'search' : 'friends';
    for (
      let day = Math.floor(die() * days * 0.6);
      day < days;
      day += 1 + Math.floor(-gap * Math.log(die()))
    ) {
      const amount = (spend * (0.5 + die())).toFixed(2);
      lines.push(`C${String(who).padStart(6, '0')},${dayText(day)},${amount},${channel}`);
      if (die() < 0.12) break;
    }
  }
  return `${lines.join('\n')}\n`;
}

/** @param {number} day Days since 2024-01-01. */
function dayText(day) {
  return new Date(Date.UTC(2024, 0, 1 + day)).toISOString().slice(0, 10);
}

/** @param {number} seed */
function dice(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
}
