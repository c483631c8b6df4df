// What Linux tells about the browser's processes: memory, processor time, waiting for a core.
import fs from 'node:fs';

const read = (file) => {
  try {
    return fs.readFileSync(file, 'latin1');
  } catch {
    return '';
  }
};
const statOf = (pid) => {
  const text = read(`/proc/${pid}/stat`);
  return text.slice(text.lastIndexOf(')') + 2).split(' ');
};
const kibibytes = (status, key) =>
  Number(new RegExp(`^${key}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0);

/** `root` and everything it started. */
function tree(root) {
  const children = new Map();
  for (const pid of fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    const parent = Number(statOf(pid)[1]);
    children.set(parent, [...(children.get(parent) ?? []), Number(pid)]);
  }
  const out = [];
  for (const stack = [root]; stack.length;) {
    const pid = stack.pop();
    out.push(pid);
    stack.push(...(children.get(pid) ?? []));
  }
  return out;
}

export const processes = (root) =>
  tree(root).map((pid) => {
    const status = read(`/proc/${pid}/status`),
      command = read(`/proc/${pid}/cmdline`).replaceAll('\0', ' '),
      stat = statOf(pid);
    return {
      pid,
      command,
      type: /--type=(\S+)/.exec(command)?.[1] ?? 'browser',
      rss: kibibytes(status, 'VmRSS') * 1024,
      peak: kibibytes(status, 'VmHWM') * 1024,
      cpu: (Number(stat[11]) + Number(stat[12])) * 10,
    };
  });

/** The browser that this process started. */
export const browserPid = () =>
  processes(process.pid).find(
    (one) => one.pid !== process.pid && one.type === 'browser' && /chrom/.test(one.command),
  )?.pid;

export const cpuOf = (list) => list.reduce((sum, one) => sum + (one.cpu || 0), 0);

/** Milliseconds that live threads of these processes were ready to run but had no core: the noise in a run. */
export const waitOf = (list) =>
  list.reduce((sum, {pid}) => {
    try {
      return (
        sum +
        fs
          .readdirSync(`/proc/${pid}/task`)
          .reduce(
            (part, id) =>
              part + Number(read(`/proc/${pid}/task/${id}/schedstat`).split(' ')[1] ?? 0) / 1e6,
            0,
          )
      );
    } catch {
      return sum;
    }
  }, 0);

/** Sets a process's memory mark back to what it holds now. */
export const resetPeak = (pid) => {
  try {
    fs.writeFileSync(`/proc/${pid}/clear_refs`, '5');
  } catch {
    /* not permitted: the mark then covers the start as well */
  }
};

/** On a shared machine (root only): the weight of a scheduling group against other programs; 0 leaves it alone. */
export const setGroupNice = (pid, nice) => {
  if (nice) {
    try {
      fs.writeFileSync(`/proc/${pid}/autogroup`, String(nice));
    } catch {
      /* no autogroups here */
    }
  }
};

/** A fixed amount of work in this process, to see how loaded the machine is: lower is quieter. */
export function calibrate() {
  const started = performance.now();
  let hash = 1;
  for (let i = 0; i < 60e6; i++) hash = Math.imul(hash ^ i, 16777619);
  return {ms: performance.now() - started, hash, load: Number(read('/proc/loadavg').split(' ')[0])};
}

/** What the figures were measured on. */
export function machine() {
  const info = read('/proc/cpuinfo');
  return {
    processor: /^model name\s*:\s*(.+)$/m.exec(info)?.[1] ?? 'unknown',
    cores: (info.match(/^processor\s*:/gm) ?? []).length,
    memoryGiB: Math.round(kibibytes(read('/proc/meminfo'), 'MemTotal') / 1048576),
    system: /^PRETTY_NAME="(.+)"$/m.exec(read('/etc/os-release'))?.[1] ?? 'Linux',
    node: process.version,
  };
}
