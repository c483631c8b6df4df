/** Pictures are painted one in a frame: a dozen at once would hold up the page. */

/** @type {Map<object, () => void>} */
const waiting = new Map();

/**
 * Paints when its turn comes. Who asks again before that is painted once, as asked last.
 *
 * @param {object} owner
 * @param {() => void} paint
 */
export function enqueuePaint(owner, paint) {
  if (waiting.size === 0) requestAnimationFrame(paintNext);
  waiting.set(owner, paint);
}

/** @param {object} owner */
export function forgetPaint(owner) {
  waiting.delete(owner);
}

function paintNext() {
  const [next] = waiting;
  if (!next) return;
  const [owner, paint] = next;
  waiting.delete(owner);
  if (waiting.size > 0) requestAnimationFrame(paintNext);
  paint();
}
