// The figures as one SVG picture: time and memory against rows, and against customers, on logarithmic axes.
import {TIMES} from './table.mjs';

const [WIDTH, HEIGHT] = [460, 300];
const [LEFT, TOP, RIGHT, BOTTOM] = [64, 48, 92, 44];
const INK = {text: '#222222', faint: '#6b6b6b', grid: '#e4e4e4'};
const COLOURS = {
  reading: '#0b6e99',
  sorting: '#8a5a00',
  report: '#7a3b8f',
  all: '#222222',
  'with report': '#222222',
  'after reading': '#0b6e99',
  proportion: '#9a9a9a',
};
const MEMORY = [
  ['after reading', (point) => point.bookBytes / 2 ** 20],
  ['with report', (point) => point.bytes / 2 ** 20],
];

const short = (value) =>
  value >= 1e6
    ? `${value / 1e6} M`
    : value >= 1e3
      ? `${value / 1e3} k`
      : String(Number(value.toPrecision(3)));
const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** The powers of ten from at most `least` to at least `most`. */
function decades(least, most) {
  const [from, to] = [Math.floor(Math.log10(least) + 1e-9), Math.ceil(Math.log10(most) - 1e-9)];
  return Array.from({length: Math.max(2, to - from + 1)}, (_, i) => 10 ** (from + i));
}

/** Where a value stands on an axis from the first to the last of `ticks`. */
const scale = (ticks, from, to) => (value) => {
  const share = Math.log10(value / ticks[0]) / Math.log10(ticks.at(-1) / ticks[0]);
  return from + share * (to - from);
};

const label = (x, y, text, more = '') =>
  `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" ${more}>${escaped(text)}</text>`;

function axes(panel, xs, ys, x, y) {
  const lines = [
    ...xs.map((tick) => `<path d="M${x(tick).toFixed(1)} ${TOP}V${HEIGHT - BOTTOM}"/>`),
    ...ys.map((tick) => `<path d="M${LEFT} ${y(tick).toFixed(1)}H${WIDTH - RIGHT}"/>`),
  ];
  return [
    label(LEFT, 20, panel.title, `font-weight="600" fill="${INK.text}"`),
    label(LEFT, 36, panel.unit, `fill="${INK.faint}"`),
    `<g stroke="${INK.grid}" fill="none">${lines.join('')}</g>`,
    `<g fill="${INK.faint}" text-anchor="middle">${xs.map((tick) => label(x(tick), HEIGHT - BOTTOM + 16, short(tick))).join('')}`,
    `${label((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 8, panel.axis)}</g>`,
    `<g fill="${INK.faint}" text-anchor="end">${ys.map((tick) => label(LEFT - 8, y(tick) + 4, short(tick))).join('')}</g>`,
  ].join('\n');
}

/** Names at the ends of lines, moved apart where they would overlap. */
function names(lines, x, y) {
  const ends = lines
    .map(({name, points}) => ({name, at: y(points.at(-1)[1])}))
    .sort((a, b) => a.at - b.at);
  for (let i = 1; i < ends.length; i++) ends[i].at = Math.max(ends[i].at, ends[i - 1].at + 14);
  const edge = Math.max(...lines.map(({points}) => x(points.at(-1)[0])));
  return ends.map(({name, at}) => label(edge + 8, at + 4, name, `fill="${COLOURS[name]}"`));
}

function drawn({name, points}, x, y) {
  const places = points.map(([size, cost]) => `${x(size).toFixed(1)} ${y(cost).toFixed(1)}`);
  const dots = places.map((place) => `<path d="M${place}h0"/>`).join('');
  const colour = COLOURS[name];
  return [
    `<path d="M${places.join('L')}" stroke="${colour}" stroke-width="1.5" fill="none" stroke-linejoin="round"/>`,
    `<g stroke="${colour}" stroke-width="5" stroke-linecap="round">${dots}</g>`,
  ].join('');
}

function drawPanel(panel, column, row) {
  const lines = panel.costs.map(([name, cost]) => ({
    name,
    points: panel.points.map((point) => [panel.size(point), Math.max(cost(point), 0.1)]),
  }));
  const all = lines.flatMap(({points}) => points);
  const xs = decades(
    Math.min(...all.map(([size]) => size)),
    Math.max(...all.map(([size]) => size)),
  );
  const ys = decades(
    Math.min(...all.map(([, cost]) => cost)),
    Math.max(...all.map(([, cost]) => cost)),
  );
  const [x, y] = [scale(xs, LEFT, WIDTH - RIGHT), scale(ys, HEIGHT - BOTTOM, TOP)];
  return [
    `<g transform="translate(${column * WIDTH} ${row * HEIGHT})">`,
    axes(panel, xs, ys, x, y),
    ...(panel.isProportional ? [proportion(lines.at(-1).points, xs, ys, x, y)] : []),
    ...lines.map((line) => drawn(line, x, y)),
    ...names(lines, x, y),
    '</g>',
  ].join('\n');
}

/** A dashed line through the middle of the topmost one, as steep as in proportion. */
function proportion(points, xs, ys, x, y) {
  const [size, cost] = points[Math.floor(points.length / 2)];
  const cut = (at) => (cost * at) / size;
  const from = Math.max(xs[0], (size * ys[0]) / cost);
  const to = Math.min(xs.at(-1), (size * ys.at(-1)) / cost);
  const path = `M${x(from).toFixed(1)} ${y(cut(from)).toFixed(1)}L${x(to).toFixed(1)} ${y(cut(to)).toFixed(1)}`;
  return `<path d="${path}" stroke="${COLOURS.proportion}" stroke-dasharray="3 4" fill="none"/>`;
}

export function picture({when, machine, byRows, byCustomers}) {
  const rows = short(byCustomers[0].rows);
  const byRow = {points: byRows, size: (point) => point.rows, axis: 'orders', isProportional: true};
  const byCustomer = {
    points: byCustomers,
    size: (point) => point.customers,
    axis: `customers, of ${rows} orders`,
  };
  const time = {title: 'Time', unit: 'milliseconds of the processor', costs: TIMES};
  const memory = {title: 'Memory', unit: 'MiB of the wasm', costs: MEMORY};
  const note = `headwater in Node ${machine.node}, ${machine.processor}, ${when.slice(0, 10)}. Dashed: in proportion to the orders.`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${2 * WIDTH} ${2 * HEIGHT + 32}" width="${2 * WIDTH}" height="${2 * HEIGHT + 32}" font-family="system-ui, sans-serif" font-size="12">`,
    '<title>Time and memory against orders and customers</title>',
    '<rect width="100%" height="100%" fill="#ffffff"/>',
    drawPanel({...time, ...byRow}, 0, 0),
    drawPanel({...memory, ...byRow}, 1, 0),
    drawPanel({...time, ...byCustomer}, 0, 1),
    drawPanel({...memory, ...byCustomer}, 1, 1),
    label(LEFT, 2 * HEIGHT + 18, note, `fill="${INK.faint}"`),
    '</svg>',
    '',
  ].join('\n');
}
