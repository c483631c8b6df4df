/**
 * Scripts that run in the page before its own and stand between it and its workers.
 *
 * @typedef {object} Notes what they leave on the page's global
 * @property {Worker[]} __workers
 * @property {Worker[]} __helpers
 * @property {{pieces: number}} __read by helpers
 * @property {{from: number, to: number, rows: number}[]} __pages
 * @property {string[]} __wire
 */

/** A browser, or a host page's policy, without workers. */
export function noWorkers() {
  // @ts-expect-error: what a page in such a place sees
  delete globalThis.Worker;
}

/**
 * Keeps every worker in `__workers`, or in `__helpers` if it helps one to read. A worker that is sent 'throw' fails as one with a bug would:
 * outside of any call, with an error that nobody catches. One that is sent an address asks for it.
 */
export function mortalWorkers() {
  const obeying = `addEventListener('message', (event) => {
    if (typeof event.data !== 'string') return;
    event.stopImmediatePropagation();
    if (event.data === 'throw') setTimeout(() => { throw new Error('test'); });
    else fetch(event.data).then(() => console.log('let through'), () => console.log('stopped'));
  });
  const send = MessagePort.prototype.postMessage;
  MessagePort.prototype.postMessage = function (message, ...rest) {
    if (message?.type === 'read') postMessage('read');
    return send.call(this, message, ...rest);
  };`;
  const NativeBlob = Blob;
  globalThis.Blob = class extends NativeBlob {
    /** Files come from elsewhere, and are blobs all the same. @param {unknown} value */
    static [Symbol.hasInstance](value) {
      return Function.prototype[Symbol.hasInstance].call(NativeBlob, value);
    }

    /** @param {BlobPart[]} [parts] @param {BlobPropertyBag} [options] */
    constructor(parts = [], options = {}) {
      super(/javascript/.test(options.type ?? '') ? [obeying, ...parts] : parts, options);
    }
  };
  const NativeWorker = Worker;
  /** @type {Worker[]} */
  const workers = [];
  /** @type {Worker[]} */
  const helpers = [];
  const read = {pieces: 0};
  Object.assign(globalThis, {__workers: workers, __helpers: helpers, __read: read});
  globalThis.Worker = class extends NativeWorker {
    /** @param {string | URL} url @param {WorkerOptions} [options] */
    constructor(url, options) {
      super(url, options);
      workers.push(this);
    }

    /** @param {any} message @param {any} transfer */
    postMessage(message, transfer) {
      if (message.type === 'help') {
        helpers.push(...workers.splice(workers.indexOf(this), 1));
        this.addEventListener('message', () => read.pieces++);
      }
      super.postMessage(message, transfer);
    }
  };
}

/** Notes every `customers` question and the length of its answer in `__pages`. */
export function watchPages() {
  /** @type {{from: number, to: number, rows: number}[]} */
  const pages = [];
  Object.assign(globalThis, {__pages: pages});
  const post = Worker.prototype.postMessage;
  const known = new WeakSet();
  const asked = new Map();
  /**
   * @this {Worker}
   * @param {import('../../../pkg/protocol.js').Request} message
   * @param {...unknown} rest
   */
  Worker.prototype.postMessage = function (message, ...rest) {
    if (!known.has(this)) {
      known.add(this);
      this.addEventListener('message', ({data}) => {
        const query = asked.get(data.id);
        if (query && data.type === 'done') pages.push({...query, rows: data.value.rows.length});
      });
    }
    if (message.type === 'customers') asked.set(message.id, message.query);
    return Reflect.apply(post, this, [message, ...rest]);
  };
}

/** Notes in `__wire` what is asked of all workers, `>type`, and what they answer, `<type`, for a warm-up with how it ended. */
export function watchWire() {
  /** @type {string[]} */
  const wire = [];
  Object.assign(globalThis, {__wire: wire});
  const post = Worker.prototype.postMessage;
  const known = new WeakSet();
  /**
   * @this {Worker}
   * @param {import('../../../pkg/protocol.js').Request} message
   * @param {...unknown} rest
   */
  Worker.prototype.postMessage = function (message, ...rest) {
    if (!known.has(this)) {
      known.add(this);
      this.addEventListener('message', ({data}) => {
        const isWarm = data.value?.isWarm;
        wire.push(isWarm === undefined ? `<${data.type}` : `<warm ${isWarm}`);
      });
    }
    wire.push(`>${message.type}`);
    return Reflect.apply(post, this, [message, ...rest]);
  };
}

/**
 * What one of these scripts left.
 *
 * @template {keyof Notes} K
 * @param {import('playwright-core').Frame} ui
 * @param {K} name
 * @returns {Promise<import('playwright-core').JSHandle<Notes[K]>>}
 */
export async function notes(ui, name) {
  const handle = await ui.evaluateHandle(
    (key) => /** @type {Notes} */ (/** @type {unknown} */ (globalThis))[key],
    name,
  );
  return /** @type {import('playwright-core').JSHandle<Notes[K]>} */ (
    /** @type {unknown} */ (handle)
  );
}
