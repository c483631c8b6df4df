/**
 * @file The workers that help a session, from the page's side: made when it wants them, in the way in which
 * its own worker was made, and ended when it does not, or has ended itself.
 */

/** @import {PartName, Port, Request, WasmSource} from './protocol.js' */

import {internal} from './errors.js';

/** Most that are made: what these read, one session takes as long to take over. */
const MOST = 3;

/** How many are to be had at most: one for each processor but that of the session. */
export function helpersToHave() {
  const {hardwareConcurrency = 2} = /** @type {Partial<Navigator>} */ (globalThis.navigator ?? {});
  return Math.min(MOST, Math.max(1, hardwareConcurrency - 1));
}

export class Helpers {
  #connect;
  #wasm;
  #post;
  #answerNeed;
  /** Null while one is being made. @type {Map<number, Port | null>} */
  #ports = new Map();
  #lastNumber = 0;

  /**
   * @param {() => Port | Promise<Port>} connect
   * @param {Promise<WasmSource | null> | null} wasm
   * @param {(message: Request, transfer?: Transferable[]) => void} post To the session.
   * @param {(part: PartName) => Promise<Request>} answerNeed What to tell who asks where a part is.
   */
  constructor(connect, wasm, post, answerNeed) {
    this.#connect = connect;
    this.#wasm = wasm;
    this.#post = post;
    this.#answerNeed = answerNeed;
  }

  /** @param {number} count 0 ends all. */
  want(count) {
    if (count === 0) return this.close();
    for (let missing = count - this.#ports.size; missing > 0; missing--) void this.#make();
  }

  close() {
    for (const port of this.#ports.values()) port?.close();
    this.#ports.clear();
  }

  async #make() {
    const number = ++this.#lastNumber;
    this.#ports.set(number, null);
    try {
      const port = await this.#connect();
      const given = await this.#wasm;
      // What the page has compiled comes from it: on file:// no worker can send it to another.
      const wasm = given instanceof WebAssembly.Module ? given : null;
      if (!this.#ports.has(number)) return port.close();
      this.#ports.set(number, port);
      port.listen(
        (answer) => {
          if (answer.type === 'need') void this.#hand(port, answer.part);
        },
        () => this.#lose(number),
      );
      const {port1, port2} = new MessageChannel();
      if (!port.help) throw internal('a worker of this kind helps nobody');
      port.help({type: 'help', port: port1, wasm});
      const hasWasm = wasm !== null;
      this.#post({type: 'helper', helper: number, port: port2, hasWasm}, [port2]);
    } catch {
      // A policy, or one worker that was given: the session reads alone.
      this.#lose(number);
    }
  }

  /**
   * @param {Port} port
   * @param {PartName} part
   */
  async #hand(port, part) {
    port.post(await this.#answerNeed(part));
  }

  /** @param {number} number */
  #lose(number) {
    const port = this.#ports.get(number);
    if (!this.#ports.delete(number)) return;
    port?.close();
    this.#post({type: 'no-helper', helper: number});
  }
}
