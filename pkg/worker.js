/** @file The worker: a session behind `postMessage`, or the help of one. Also built into one classic script. */

/** @import {Answer, Help, Request} from './protocol.js' */

import {Helper} from './helper.js';
import {loadGlue, PARTS} from './load.js';
import {fromPlainError} from './errors.js';
import {Part} from './part.js';
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
/** Of a helper. */
const encodings = new Part(
  () => scope.postMessage({type: 'need', part: 'encodings'}, []),
  PARTS.encodings,
);
let isHelper = false;
scope.addEventListener('message', ({data}) => {
  if (data.type === 'help') {
    isHelper = true;
    new Helper(data, loadGlue, encodings.get);
  } else if (!isHelper) {
    session.receive(data);
  } else if (data.type === 'part') {
    encodings.take(data.wasm);
  } else if (data.type === 'no-part') {
    encodings.refuse(fromPlainError(data.error));
  }
});
