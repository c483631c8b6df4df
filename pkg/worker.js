/** @file The worker: a session behind `postMessage`. Also built into one classic script. */

/** @import {Answer, Request} from './protocol.js' */

import {loadGlue, PARTS} from './load.js';
import {Session} from './session.js';

/**
 * As much of a worker's global as is used.
 *
 * @typedef {object} WorkerScope
 * @property {(message: Answer, transfer: Transferable[]) => void} postMessage
 * @property {(type: 'message', listener: (event: MessageEvent<Request>) => void) => void} addEventListener
 */

const scope = /** @type {WorkerScope} */ (/** @type {unknown} */ (globalThis));
const session = new Session(
  loadGlue,
  (answer, transfer) => scope.postMessage(answer, transfer),
  PARTS,
);
scope.addEventListener('message', ({data}) => session.receive(data));
