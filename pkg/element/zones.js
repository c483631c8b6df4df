/** In words: in which zone the files write their times, and in which the days of the report are. */

/** @typedef {import('../wasm/headwater.js').Reading} Reading */
/** @typedef {import('./context.js').Ctx} Ctx */

/** `+8:00`. @param {number} offsetMinutes */
export function offsetText(offsetMinutes) {
  const minutes = Math.abs(offsetMinutes);
  const hours = `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`;
  return `${offsetMinutes < 0 ? '−' : '+'}${hours}`;
}

/**
 * The zone of the files: offsets in the cells, the platform's own, or nothing known.
 *
 * @param {Ctx} ctx
 * @param {Reading} reading
 * @returns {[string, string?]}
 */
export function fileZone({t}, {timeZone, files}) {
  const {rowsWithOffset: n, smallestOffset: from, largestOffset: to} = timeZone;
  const zones = [...new Set(files.map(({zone}) => zone))];
  const own = zones.flatMap((zone) => (zone === null ? [] : [`UTC${offsetText(zone)}`]));
  const zone = own.join(', ');
  if (from === null || to === null) {
    return zone ? [zone, t('reading.fileZone.own')] : [t('reading.fileZone.none')];
  }
  const platform = zone ? t('reading.fileZone.platform', {zone}) : undefined;
  const ends = [...new Set([from, to])].map((offset) => `UTC${offsetText(offset)}`);
  const rows = t('reading.timeZone.rows', {n});
  return [ends.join(' … '), platform ? `${rows} · ${platform}` : rows];
}

/**
 * The zone in which the days of the report begin.
 *
 * @param {Ctx} ctx
 * @param {Reading} reading
 * @returns {[string, string?]}
 */
export function reportZone({t}, {timeZone, files, kept}) {
  const {offsetMinutes, rowsWithOffset, smallestOffset, largestOffset} = timeZone;
  if (offsetMinutes !== null) {
    // Times that carry no zone, from no platform with one, can't be moved.
    const isMoved = rowsWithOffset === kept || files.every(({zone}) => zone !== null);
    const still = kept - rowsWithOffset;
    const note = isMoved ? undefined : t('reading.timeZone.still', {n: still});
    return [`UTC${offsetText(offsetMinutes)}`, note];
  }
  const isOne = smallestOffset !== null && smallestOffset === largestOffset;
  const inCells = isOne && rowsWithOffset === kept ? smallestOffset : null;
  const zones = new Set(files.map(({zone}) => zone));
  const [platform = null] = rowsWithOffset === 0 && zones.size === 1 ? zones : [];
  const known = inCells ?? platform;
  const written = t('reading.timeZone.written');
  return known === null ? [written] : [`UTC${offsetText(known)}`, written];
}
