// The figures of an experiment as markdown.
const whole = (value) => Math.round(value).toLocaleString('en');
const short = (count) =>
  count >= 1e6 ? `${count / 1e6} M` : count >= 1e3 ? `${count / 1e3} k` : String(count);

/** What is drawn and tabled: a name, and how it is taken of a point. */
export const TIMES = [
  ['reading', (point) => point.stages.reading],
  ['sorting', (point) => point.stages.sorting],
  ['report', (point) => point.stages.report],
  ['all', (point) => point.cpu],
];

/** The power of `size` with which a cost grows between two points: 1 is in proportion. */
export const slope = (cost, size, one, next) =>
  Math.log(cost(next) / cost(one)) / Math.log(size(next) / size(one));

/** Above this a step is called steeper than in proportion; what lies below is within the noise of a median. */
const STEEP = 1.1;

function table(points) {
  const head = ['rows', 'customers', 'MB', 'ms', 'CPU ms', 'reading', 'sorting', 'report'];
  const rest = [
    'ns an order',
    'book MiB',
    'bytes an order',
    'bytes a customer',
    'most MiB',
    'process MiB',
  ];
  return [
    `| ${[...head, ...rest].join(' | ')} |`,
    `|${[...head, ...rest].map(() => '--:').join('|')}|`,
    ...points.map((point) => {
      const {rows, customers, size, ms, cpu, stages, empty, bookBytes, bytes, rss} = point;
      const held = bookBytes - empty;
      const cells = [
        short(rows),
        short(customers),
        (size / 1e6).toFixed(1),
        whole(ms),
        whole(cpu),
        whole(stages.reading),
        whole(stages.sorting),
        whole(stages.report),
        whole((cpu * 1e6) / rows),
        (bookBytes / 2 ** 20).toFixed(1),
        whole(held / rows),
        whole(held / customers),
        (bytes / 2 ** 20).toFixed(1),
        whole(rss / 2 ** 20),
      ];
      return `| ${cells.join(' | ')} |`;
    }),
  ];
}

/** For each step from one size to the next the power of growth; what is steep stands bold. */
function slopes(points, size) {
  const rows = TIMES.concat([['memory', (point) => point.bytes]]).map(([name, cost]) => {
    const steps = points.slice(1).map((next, i) => {
      const power = slope(cost, size, points[i], next);
      return power > STEEP ? `**${power.toFixed(2)}**` : power.toFixed(2);
    });
    return `| ${name} | ${steps.join(' | ')} |`;
  });
  const steps = points
    .slice(1)
    .map((next, i) => `${short(size(points[i]))} → ${short(size(next))}`);
  return [`| power | ${steps.join(' | ')} |`, `|---|${steps.map(() => '--:').join('|')}|`, ...rows];
}

/** Instructions of each stage for a row, at several sizes. */
function counted({sizes, perRow}) {
  return [
    '',
    '## Instructions for a row',
    '',
    'Of the native build, by `valgrind --tool=callgrind`. Where these stay and the time for a row grows, the processor waits',
    'for memory.',
    '',
    `| rows | ${sizes.map(short).join(' | ')} |`,
    `|---|${sizes.map(() => '--:').join('|')}|`,
    ...Object.entries(perRow).map(
      ([stage, counts]) => `| ${stage} | ${counts.map(whole).join(' | ')} |`,
    ),
  ];
}

export function markdown(experiment) {
  const {when, machine, rounds, byRows, byCustomers, instructions, calibration} = experiment;
  const day = when.slice(0, 10);
  const {processor, cores, memoryGiB, system, node} = machine;
  const rows = byCustomers[0]?.rows ?? 0;
  return [
    `# Time and memory as files grow, ${day}`,
    '',
    `${processor}, ${cores} cores, ${memoryGiB} GiB, ${system}; Node ${node}. Medians of ${rounds} runs; load ${calibration.after.load.toFixed(2)}.`,
    '',
    'What is measured and what the columns mean: [benches/growth](../growth/README.md).',
    '',
    `![Time and memory against rows and customers, on logarithmic axes](${day}-growth.svg)`,
    '',
    '## Rows',
    '',
    ...table(byRows),
    '',
    ...slopes(byRows, (point) => point.rows),
    '',
    `## Customers, of ${short(rows)} rows`,
    '',
    ...table(byCustomers),
    '',
    ...slopes(byCustomers, (point) => point.customers),
    ...(instructions ? counted(instructions) : []),
    '',
  ].join('\n');
}
