/** @file The package's worker in a thread of Node, which lacks a worker's global. */

import {parentPort} from 'node:worker_threads';

const port = /** @type {import('node:worker_threads').MessagePort} */ (parentPort);

Object.assign(globalThis, {
  /** @param {unknown} message @param {import('node:worker_threads').TransferListItem[]} transfer */
  postMessage: (message, transfer) => port.postMessage(message, transfer),
  /** @param {string} _type @param {(event: {data: unknown}) => void} listener */
  addEventListener: (_type, listener) => port.on('message', (data) => listener({data})),
});

await import('../../../pkg/worker.js');
