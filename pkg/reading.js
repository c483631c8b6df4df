/** @file Files on their way into a reader: unpacked, a workbook's sheet as text, all text as UTF-8. */

/**
 * @import {Crew} from './crew.js'
 * @import {Core, EncodingsGlue, Text} from './encoding.js'
 * @import {Owned} from './owned.js'
 * @import {Source} from './protocol.js'
 * @import {Task} from './task.js'
 * @import {Reader, ReadingOptions} from './wasm/headwater.js'
 * @import {WorkbookGlue} from './workbook.js'
 */

import {asUtf8, isLate} from './encoding.js';
import {hasErrorCode} from './errors.js';
import {LARGE_BYTES, Pieces} from './pieces.js';
import {sizeOf} from './source.js';
import {onlyTable, tablesOf} from './tables.js';
import {allSheets, asText} from './workbook.js';

/**
 * @typedef {object} Parts
 * @property {() => Promise<WorkbookGlue>} workbook
 * @property {() => Promise<EncodingsGlue>} encodings
 * @property {Crew | null} crew
 */

/**
 * Signs of life to whoever waits.
 *
 * @typedef {object} Signs
 * @property {() => void} heard Called while something long goes on,
 * @property {() => void} holding and before a step that may be long and has no such places within.
 */

/** How the files of one call are read. */
export class Reading {
  #core;
  #parts;
  #options;
  #task;
  #signs;
  /** Tables in which other bytes than ASCII come late and are not UTF-8, by their number. @type {Set<number>} */
  #late = new Set();
  /** What the tables are called, by their number. @type {string[]} */
  #names = [];
  /** The table that is being read. @type {{number: number, again: boolean}} */
  #at = {number: 0, again: false};

  /**
   * @param {Core} core
   * @param {Parts} parts
   * @param {ReadingOptions} options
   * @param {Task} task
   * @param {Signs} signs
   */
  constructor(core, parts, options, task, signs) {
    this.#core = core;
    this.#parts = parts;
    this.#options = options;
    this.#task = task;
    this.#signs = signs;
  }

  /**
   * What `work` gives; an error of one table among several carries that table's name.
   *
   * @template T
   * @param {() => Promise<T>} work
   */
  async naming(work) {
    try {
      return await work();
    } catch (error) {
      const name = hasErrorCode(error) && error.file ? this.#names[error.file - 1] : undefined;
      if (name !== undefined && hasErrorCode(error)) error.params = {...error.params, name};
      throw error;
    }
  }

  /**
   * The reader of all tables in `sources`.
   *
   * @param {Source[]} sources
   * @param {() => Owned<Reader>} make A fresh reader; asked again where a text turns out to be no UTF-8.
   */
  async all(sources, make) {
    for (;;) {
      const reader = make();
      try {
        await this.#feed(sources, reader.handle);
        return reader;
      } catch (error) {
        reader.free();
        if (!this.#again(error)) throw error;
      }
    }
  }

  /**
   * @param {Source[]} sources
   * @param {Reader} reader
   */
  async #feed(sources, reader) {
    let number = 0;
    for (const source of sources) {
      const tables = await tablesOf(source, this.#task.signal);
      if (sources.length === 1 && tables.length === 1) reader.expectOne();
      for (const table of tables) {
        const sheet = await this.sheet(table);
        const text = await this.#text(sheet, number++);
        this.#names[number - 1] = sheet.name;
        reader.beginFile(sheet.name, sizeOf(sheet));
        if ('book' in sheet && sheet.book) reader.ofSheet(sheet.book.sheet, sheet.book.sheets);
        if (text.encoding !== undefined) reader.transcoded(text.encoding);
        await this.#push(text, sheet.name, reader);
        if (text.encoding !== undefined) reader.transcoded(text.encoding);
        reader.endFile();
      }
    }
  }

  /**
   * @param {Text} text
   * @param {string} name
   * @param {Reader} reader
   */
  async #push({encoding, apart, pieces}, name, reader) {
    const {crew} = this.#parts;
    if (crew && apart && apart.blob.size >= LARGE_BYTES) {
      const file = {...apart, encoding, name};
      await new Pieces(file, reader, this.#core, this.#task).read(crew);
    } else {
      await this.#task.feed(reader, pieces, () => reader.progress());
    }
  }

  /**
   * What `use` makes of the text of `source`.
   *
   * @template T
   * @param {Source} source
   * @param {(text: Text) => Promise<T>} use
   */
  async one(source, use) {
    for (;;) {
      try {
        return await use(await this.#text(source, 0));
      } catch (error) {
        if (!this.#again(error)) throw error;
      }
    }
  }

  /**
   * The only table in `source`.
   *
   * @param {Source} source
   */
  table(source) {
    return onlyTable(source, this.#task.signal);
  }

  /**
   * The sheet of a workbook in its place; any other table as it is.
   *
   * @param {Source} table
   * @param {boolean} [head] Its beginning only.
   */
  sheet(table, head) {
    return asText(table, this.#parts.workbook, {...this.#workbooks, head});
  }

  /**
   * @param {Source} table
   * @param {boolean} [text]
   */
  sheets(table, text) {
    return allSheets(table, this.#parts.workbook, {...this.#workbooks, text});
  }

  /**
   * @param {Source} source
   * @param {number} number
   */
  #text(source, number) {
    const late = this.#late.has(number);
    this.#at = {number, again: !late && source.kind !== 'stream'};
    const {encoding} = this.#options;
    const {signal} = this.#task;
    return asUtf8(source, {core: this.#core, part: this.#parts.encodings, signal, encoding, late});
  }

  /** @param {unknown} error Whether the table that led to it is to be read again, in another way. */
  #again(error) {
    if (!isLate(error) || !this.#at.again) return false;
    this.#late.add(this.#at.number);
    return true;
  }

  get #workbooks() {
    /** @param {Uint8Array} head */
    const score = (head) => {
      try {
        // As many roles as there are columns for: notes and summaries have few.
        return this.#core.preview(head, this.#options, 'utf-8').columns.length;
      } catch (error) {
        if (hasErrorCode(error)) return 0;
        throw error;
      }
    };
    const {sheet} = this.#options;
    return {signal: this.#task.signal, score, signs: this.#signs, sheet};
  }
}
