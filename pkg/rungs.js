/** @file The ways to run a session that every browser entry shares. */

/**
 * @import {Rung} from './client.js'
 * @import {Port} from './protocol.js'
 */

/**
 * A worker of the caller's own: one, the URL of its module, or what makes one. Only the latter two can be
 * replaced when it is lost.
 *
 * @typedef {Worker | URL | string | (() => Worker)} GivenWorker
 */

/**
 * @param {Worker} worker
 * @returns {Port}
 */
export function workerPort(worker) {
  return {
    crossing: true,
    post: (message, transfer = []) => worker.postMessage(message, transfer),
    listen(onAnswer, onLost) {
      worker.addEventListener('message', ({data}) => onAnswer(data));
      worker.addEventListener('messageerror', () => onLost('a message could not be read'));
      worker.addEventListener('error', (event) => {
        // It is told to the caller, and would else be in the console as well.
        event.preventDefault();
        onLost(event.message || 'it could not be started');
      });
    },
    help: (message) => worker.postMessage(message, [message.port]),
    close: () => worker.terminate(),
  };
}

/**
 * @param {GivenWorker} given
 * @returns {Rung}
 */
export function givenWorker(given) {
  let used = false;
  const make = () => {
    if (typeof given === 'function') return given();
    if (typeof given === 'string' || given instanceof URL) {
      return new Worker(given, {type: 'module', name: 'headwater'});
    }
    if (used) throw new Error('the worker that was given was lost');
    used = true;
    return given;
  };
  return {mode: 'given', connect: () => workerPort(make())};
}

/** @type {() => Rung} */
export function mainThread() {
  let used = false;
  return {
    mode: 'main-thread',
    async connect() {
      // A page's thread has one wasm, and nothing can end it but the page's own end.
      if (used) throw new Error('headwater broke down in the page itself; load the page again');
      const [{localPort}, {loadGlue, PARTS}] = await Promise.all([
        import('./local.js'),
        import('./load.js'),
      ]);
      used = true;
      return localPort(loadGlue, PARTS);
    },
  };
}
