/** Which column plays which role while the operator chooses: their choice, the guess, a suggestion. */

/** @typedef {import('../wasm/headwater.js').Field} Field */
/** @typedef {import('../wasm/headwater.js').Candidate} Candidate */
/** @typedef {import('../wasm/headwater.js').ColumnReading} Column */
/** @typedef {Partial<Record<Field, string | null>>} Mapping */

/**
 * @typedef {object} Choices
 * @property {readonly Column[]} columns
 * @property {readonly Candidate[]} candidates best first within a role
 * @property {Mapping} chosen what differs from the guess
 */

export const REQUIRED = /** @type {Field[]} */ (['customer', 'orderTime', 'amount']);

export const FIELDS = /** @type {Field[]} */ ([
  ...REQUIRED,
  'orderId',
  'product',
  'category',
  'channel',
  'quantity',
  'status',
  'referrer',
]);

/**
 * The column of a role: as chosen, or as guessed by its name.
 *
 * @param {Field} field
 * @param {Choices} choices
 * @returns {Column | undefined}
 */
export function columnOf(field, {columns, chosen}) {
  const header = chosen[field];
  if (header === null) return undefined;
  if (header !== undefined) return columns.find((column) => column.header === header);
  return columns.find((column) => column.role === field);
}

/**
 * The choices with `column` in the role `field`: it leaves the role that it had.
 *
 * @param {Field} field
 * @param {Column | undefined} column
 * @param {Choices} choices
 * @returns {Mapping}
 */
export function withChoice(field, column, choices) {
  const chosen = {...choices.chosen};
  for (const other of FIELDS) {
    if (column && other !== field && columnOf(other, choices) === column) chosen[other] = null;
  }
  chosen[field] = column?.header ?? null;
  return chosen;
}

/**
 * For roles that a report needs and that no name gave to a column, the column whose cells look like it.
 * Shown as a suggestion, and only taken when the operator goes on.
 *
 * @param {Choices} choices
 * @param {readonly Field[]} required
 * @returns {Mapping}
 */
export function suggested({columns, candidates, chosen}, required) {
  const choices = {columns, candidates, chosen: {...chosen}};
  for (const field of required) {
    if (columnOf(field, choices) || field in chosen) continue;
    const taken = FIELDS.map((other) => columnOf(other, choices)?.header);
    const best = candidates.find((one) => one.field === field && !taken.includes(one.header));
    if (best) choices.chosen[field] = best.header;
  }
  return choices.chosen;
}

/** What speaks for a column in a role. @param {Field} field @param {string} header @param {Choices} choices */
export function reasonsFor(field, header, {candidates}) {
  const found = candidates.find((one) => one.field === field && one.header === header);
  return found?.reasons ?? [];
}

/** The columns that could play a role, best first. @param {Field} field @param {Choices} choices */
export function fittingColumns(field, {columns, candidates}) {
  const headers = candidates.filter((one) => one.field === field).map(({header}) => header);
  return [...new Set(headers)].flatMap(
    (header) => columns.find((column) => column.header === header) ?? [],
  );
}
