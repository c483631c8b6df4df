/** @file The worker: a session behind `postMessage`, or the help of one. Also built into one classic script. */

/** @import {Answer, Help, Request} from './protocol.js' */

import {Helper} from './helper.js';
import {loadGlue, PARTS} from './load.js';
import {Session} from './session.js';

/**
 * As much of a worker's global as is used.
 *
 * @typedef {object} WorkerScope
 * @property {(message: Answer, transfer: Transferable[]) => void} postMessage
 * @property {(type: 'message', listener: (event: MessageEvent<Request | Help>) => void) => void} addEventListener
 */

const scope = /** @type {WorkerScope} */ (/** @type {unknown} */ (globalThis));
const session = new Session(
  loadGlue,
  (answer, transfer) => scope.postMessage(answer, transfer),
  PARTS,
);
scope.addEventListener('message', ({data}) => {
  if (data.type === 'help') new Helper(data, loadGlue);
  else session.receive(data);
});
