/** @file How the tests start Chromium: headless, and silent on the network by itself. */
import {execFileSync} from 'node:child_process';

/** Flags for a browser that only does what the test tells it to. */
export const CHROMIUM_FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

/**
 * The browser to test in: `CHROME`, or the first one found.
 *
 * @returns {string} its path
 */
export function chromiumPath() {
  if (process.env.CHROME) return process.env.CHROME;
  for (const name of NAMES) {
    try {
      return execFileSync('sh', ['-c', `command -v ${name}`], {encoding: 'utf8'}).trim();
    } catch {
      // not this one
    }
  }
  throw new Error('no Chromium: run scripts/setup, or set CHROME to one');
}
