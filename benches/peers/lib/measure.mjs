// One run of one peer: a fresh browser, the file set from disk, the job timed inside the page.
import fs from 'node:fs';
import {requireFrom} from './bundle.mjs';
import {browserPid, cpuOf, processes, resetPeak, setGroupNice, waitOf} from './proc.mjs';

const CHROMIUM_ARGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

export function within(promise, ms, what) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`timeout: ${what} took over ${ms / 1000} s`)), ms);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** Keeps the file in the page cache: some hosts reclaim idle pages. */
function readThrough(file) {
  const handle = fs.openSync(file),
    buffer = Buffer.allocUnsafe(8 << 20);
  while (fs.readSync(handle, buffer) > 0);
  fs.closeSync(handle);
}

/** Waits for the browser's own start-up work to end: a user has had the page open for a while. */
async function settle(pid) {
  let before = cpuOf(processes(pid));
  for (let i = 0; i < 20; i++) {
    await pause(250);
    const now = cpuOf(processes(pid));
    if (i > 1 && now - before <= 20) return;
    before = now;
  }
}

/** The timed part: what the page says, and what the system says about its processes. */
async function firstRun(page, pid, ask) {
  const before = processes(pid).filter((one) => one.rss);
  for (const one of before) resetPeak(one.pid);
  const waited = waitOf(before);
  const run = await ask(
    page.evaluate((options) => window.go(options), {}),
    'run',
  );
  const after = processes(pid);
  const grown = before
    .filter((one) => one.type === 'renderer')
    .map((one) => (after.find((now) => now.pid === one.pid)?.peak ?? 0) - one.rss);
  return {
    ms: run.ms,
    stall: run.stall,
    first: run.first,
    result: run.result,
    cpu: cpuOf(after) - cpuOf(before),
    waited: Math.max(0, waitOf(after) - waited),
    memory: Math.max(0, ...grown),
  };
}

/** Milliseconds of a run after which it is cancelled. */
const CANCELS = [50, 150, 300];

/** The longest time that a cancelled run went on; null where the peer can't be cancelled. */
async function cancels(page, ask) {
  const times = [];
  for (const after of CANCELS) {
    const ms = await ask(
      page.evaluate((wait) => window.cancel(wait), after),
      'cancel',
    );
    if (ms !== null) times.push(ms);
  }
  return times.length > 0 ? Math.max(...times) : null;
}

/** `init` in another page of the same browser: a visitor who comes again, with a warm cache. */
async function secondVisit(page, peer, setting, ask) {
  const again = await page.context().newPage();
  await again.goto(setting.address(peer.isolated));
  await again.waitForFunction('window.ready');
  await pause(300);
  const {init} = await ask(
    again.evaluate((url) => window.load(url), peer.url),
    'init again',
  );
  await again.close();
  return init;
}

/** `setting`: {work, chrome, nice, timeout, inPage, file, address}; gives {peer, name, init, ms, warm, ...} or {peer, error}. */
export async function measure(peer, setting) {
  const {chromium} = requireFrom(setting.work)('playwright-core');
  const browser = await chromium.launch({executablePath: setting.chrome, args: CHROMIUM_ARGS});
  const pid = browserPid(),
    faults = [];
  setGroupNice(pid, setting.nice);
  try {
    const page = await (await browser.newContext()).newPage();
    const crash = new Promise((_, reject) =>
      page.on('crash', () => reject(new Error('the page crashed: its process is gone'))),
    );
    crash.catch(() => {});
    page.on('pageerror', (error) => faults.push(String(error).slice(0, 300)));
    const ask = (promise, what) => within(Promise.race([promise, crash]), setting.timeout, what);
    await page.goto(setting.address(peer.isolated));
    await page.waitForFunction('window.ready');
    const {name, init} = await ask(
      page.evaluate((url) => window.load(url), peer.url),
      'init',
    );
    const prepare = await ask(
      page.evaluate(() => window.prepare()),
      'prepare',
    );
    await page.setInputFiles('#file', setting.file);
    await settle(pid);
    readThrough(setting.file);
    const out = {peer: peer.id, name, init, prepare, ...(await firstRun(page, pid, ask))};
    for (let again = 1; again < setting.inPage; again++) {
      out.warm = (
        await ask(
          page.evaluate(() => window.go({})),
          'second run',
        )
      ).ms;
    }
    out.cancel = await cancels(page, ask);
    out.again = await secondVisit(page, peer, setting, ask);
    return {...out, version: browser.version()};
  } catch (error) {
    return {
      peer: peer.id,
      error: [String(error.message ?? error).split('\n')[0], ...faults].join(' | ').slice(0, 400),
    };
  } finally {
    await within(browser.close(), 15000, 'close').catch(() => {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        /* gone already */
      }
    });
  }
}
