// A changed setting in the built page: how long until the report is there, and until all that follows it is drawn.
import {chromium} from 'playwright-core';
import {CHROMIUM_FLAGS, chromiumPath} from '../../scripts/lib/chromium.js';
import {startServer} from '../../tests/browser/support/server.js';
import {median} from '../lib/turns.mjs';

/** Frames without a change after which everything counts as drawn: pictures are painted one in a frame. */
const QUIET_FRAMES = 6;

/** Runs in the page: asks for `change` and gives the milliseconds to the report and to the last change drawn. */
async function ask({change, quietFrames}) {
  const workbench = document.querySelector('headwater-workbench');
  const seen = new Set();
  let latest;
  const observer = new MutationObserver(() => (latest = performance.now()));
  const watch = (root) => {
    if (!seen.has(root)) {
      const everything = {subtree: true, childList: true, attributes: true, characterData: true};
      observer.observe(root, everything);
      seen.add(root);
    }
    for (const element of root.querySelectorAll('*')) {
      if (element.shadowRoot) watch(element.shadowRoot);
    }
  };
  watch(workbench.shadowRoot);
  const made = new Promise((done) => {
    workbench.addEventListener('analysis-complete', () => done(performance.now()), {once: true});
  });
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  await frame();
  const started = performance.now();
  const detail = {detail: change, bubbles: true, composed: true};
  const main = workbench.shadowRoot.querySelector('main');
  main.firstElementChild.dispatchEvent(new CustomEvent('settings-change', detail));
  const report = await made;
  latest = report;
  let drawn = report;
  for (let quiet = 0; quiet < quietFrames;) {
    const before = latest;
    await frame();
    // The changes of a frame are on the screen when the next one begins.
    quiet = latest === before ? quiet + 1 : 0;
    if (quiet === 1) drawn = Math.max(report, performance.now());
  }
  observer.disconnect();
  return {report: report - started, drawn: drawn - started};
}

/**
 * Opens `file` in the page and makes each of `changes` in each round; the first round warms up.
 *
 * @param {string} file
 * @param {[string, (asOf: string, round: number) => object][]} changes
 * @param {number} rounds
 */
export async function inPage(file, changes, rounds) {
  const server = await startServer();
  const browser = await chromium.launch({executablePath: chromiumPath(), args: CHROMIUM_FLAGS});
  const page = await browser.newPage({viewport: {width: 1280, height: 900}, locale: 'en'});
  await page.goto(`${server.origin}/`);
  const workbench = page.locator('headwater-workbench');
  await workbench.locator('input[type=file]').first().setInputFiles(file);
  const isThere = () => document.querySelector('headwater-workbench').report !== undefined;
  await page.waitForFunction(isThere, null, {timeout: 120_000});
  const run = (change) => page.evaluate(ask, {change, quietFrames: QUIET_FRAMES});
  const {asOf, unit, discountRate, cutRule, periodDays} = await workbench.evaluate(
    (element) => element.report.options,
  );
  const base = {asOf, until: undefined, unit, discountRate, cutRule, periodDays, models: true};
  const lines = changes.map(([changed]) => ({changed, runs: []}));
  for (let round = 0; round <= rounds; round++) {
    for (const [place, [, change]] of changes.entries()) {
      await run(base);
      const times = await run(change(asOf, round));
      if (round > 0) lines[place].runs.push(times);
    }
    console.error(`page: round ${round} of ${rounds}`);
  }
  const version = browser.version();
  await browser.close();
  server.close();
  const summed = ({changed, runs}) => ({
    changed,
    report: median(runs.map((one) => one.report)),
    drawn: median(runs.map((one) => one.drawn)),
    least: Math.min(...runs.map((one) => one.drawn)),
    runs,
  });
  return {chromium: version, lines: lines.map(summed)};
}
