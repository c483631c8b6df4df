/**
 * @file One call under way in a session: its slices of time, its cancel, its progress. Long work is cut
 * into slices between which it breathes, so that it hears a cancel and a page stays alive.
 */

/** @import {Progress} from './wasm/headwater.js' */

/** Longest time without a breath: less than a frame, for the page that has no other thread to offer. */
const SLICE_MS = 12;

/** Shortest time between two messages of progress within a stage. */
const PROGRESS_MS = 100;

/** Thrown through a task that was cancelled; never seen outside. */
export const CANCELLED = Symbol('cancelled');

/** One call under way. */
export class Task {
  #abort = new AbortController();
  #breathe;
  #tell;
  /** @type {{progress: Progress, told: boolean} | null} */
  #latest = null;
  #toldAt = 0;
  #sliceFrom = performance.now();

  /**
   * @param {() => Promise<void>} breathe
   * @param {(progress: Progress) => void} tell
   */
  constructor(breathe, tell) {
    this.#breathe = breathe;
    this.#tell = tell;
  }

  get signal() {
    return this.#abort.signal;
  }

  cancel() {
    this.#abort.abort();
  }

  /** Lets others run if this slice is over; throws where the task was cancelled. */
  async pause() {
    if (performance.now() - this.#sliceFrom >= SLICE_MS) {
      await this.#breathe();
      this.#sliceFrom = performance.now();
    }
    this.check();
  }

  check() {
    if (this.signal.aborted) throw CANCELLED;
  }

  /**
   * Pushes all pieces of a text, each read within a slice.
   *
   * @param {{push(text: Uint8Array, size: number): void}} reader
   * @param {AsyncIterable<{text: Uint8Array, size: number}>} pieces `size`: bytes of the file.
   * @param {(bytes: number) => Progress} progress Told the bytes pushed so far.
   */
  async feed(reader, pieces, progress) {
    let pushed = 0;
    for await (const {text, size} of pieces) {
      reader.push(text, size);
      pushed += size;
      this.progress(progress(pushed));
      await this.pause();
    }
    this.check();
  }

  /** @param {{step(): boolean, progress(): Progress}} job */
  async drive(job) {
    for (let done = false; !done;) {
      // Before the step: a short stage may begin and end within one.
      this.progress(job.progress());
      done = job.step();
      await this.pause();
    }
    this.progress(job.progress());
    this.flush();
  }

  /**
   * Passes on the first and the last of each stage, and between them what is not too soon.
   *
   * @param {Progress} progress
   */
  progress(progress) {
    const begins = this.#latest?.progress.stage !== progress.stage;
    if (begins) this.flush();
    const told = begins || performance.now() - this.#toldAt >= PROGRESS_MS;
    this.#latest = {progress, told};
    if (told) this.#say(progress);
  }

  /** Passes on what was held back as too soon. */
  flush() {
    if (this.#latest && !this.#latest.told) this.#say(this.#latest.progress);
    if (this.#latest) this.#latest.told = true;
  }

  /** @param {Progress} progress */
  #say(progress) {
    this.#toldAt = performance.now();
    this.#tell(progress);
  }
}

/**
 * A way to let other messages and the page's own work run. Timers would wait 4 ms each time.
 *
 * @returns {() => Promise<void>}
 */
export function makeBreath() {
  // In Node an open MessageChannel would keep the process alive.
  if (typeof setImmediate === 'function') return () => new Promise((go) => setImmediate(go));
  const {port1, port2} = new MessageChannel();
  /** @type {(() => void)[]} */
  const waiting = [];
  port1.onmessage = () => waiting.shift()?.();
  return () =>
    new Promise((go) => {
      waiting.push(go);
      port2.postMessage(null);
    });
}
