/** One file as it was understood: how it is written, whose export it is, and its columns. */

import {css, html, nothing} from 'lit';
import {View, emit} from './context.js';
import {clip} from './clip.js';

/** @typedef {import('../wasm/headwater.js').Reading} Reading */
/** @typedef {Reading['files'][number]} ReadFile */

/** Fires `correct-columns`. */
export class HeadwaterReadFile extends View {
  static styles = [
    View.styles,
    css`
      h3 {
        overflow-wrap: anywhere;
      }
      dl {
        display: flex;
        flex-wrap: wrap;
        gap: var(--hw-space-2) var(--hw-space-5);
        font-size: var(--hw-text-s);
      }
      dt {
        color: var(--hw-ink-2);
        font-size: var(--hw-text-xs);
      }
      table {
        inline-size: 100%;
      }
      td:last-child {
        /* Marks without end over a letter stay in their row. */
        overflow: clip;
        overflow-wrap: anywhere;
      }
      td:first-child {
        min-inline-size: 6em;
        overflow-wrap: break-word;
      }
      /* A role of a few signs does not stand one sign a line. */
      .role {
        min-inline-size: 6em;
      }
      @media (max-width: 560px) {
        th,
        td {
          padding-inline: var(--hw-space-1);
        }
        .role {
          min-inline-size: 5em;
        }
      }
      .unused td {
        color: var(--hw-ink-2);
      }
      .also {
        color: var(--hw-ink-2);
        font-size: var(--hw-text-xs);
      }
      summary {
        padding-block: var(--hw-space-2);
        color: var(--hw-accent);
        cursor: pointer;
        font-size: var(--hw-text-s);
        font-weight: 550;
      }
    `,
  ];

  static properties = {...View.properties, file: {attribute: false}};

  constructor() {
    super();
    /** @type {ReadFile | undefined} */
    this.file = undefined;
  }

  render() {
    const {file} = this;
    if (!file) return nothing;
    const {t} = this.ctx;
    const unused = file.columns.filter((column) => !isUsed(column));
    const used = file.columns.filter(isUsed);
    return html`<section class="panel stack">
      <div class="row spread">
        <h3><bdi>${clip(file.name)}</bdi></h3>
        <button type="button" @click=${() => emit(this, 'correct-columns')}>
          ${t('reading.correct')}
        </button>
      </div>
      <dl>${this.#facts(file)}</dl>
      ${used.length ? this.#columns(file, used) : nothing}
      ${
        unused.length
          ? html`<details>
              <summary>${t('reading.unused', {n: unused.length})}</summary>
              ${this.#columns(file, unused)}
            </details>`
          : nothing
      }
    </section>`;
  }

  /** @param {ReadFile} file */
  #facts({platform, grain, part, sheet, sheets, encoding, delimiter, headerLine, bytes}) {
    const {t, fmt, has} = this.ctx;
    const name = platform && has(`platform.${platform}`) ? t(`platform.${platform}`) : platform;
    const marks = t(`reading.delimiter.${delimiter}`);
    const facts = [
      ['platform', name ?? t('reading.platform.none')],
      ['part', t(`reading.part.${part}`)],
      ['grain', t(`reading.grain.${grain ?? 'any'}`)],
      ...(sheet === null
        ? [
            ['encoding', encoding.toUpperCase()],
            ['delimiter', has(`reading.delimiter.${delimiter}`) ? marks : `“${delimiter}”`],
          ]
        : [['sheet', t('reading.sheet', {sheet: clip(sheet), n: sheets.length})]]),
      ['headerLine', fmt.count(headerLine)],
      ['size', fmt.bytes(bytes)],
    ];
    const shown = facts.filter(([key]) => key !== 'grain' || part !== 'customers');
    return shown.map(
      ([key, value]) =>
        html`<div>
          <dt>${t(`reading.fact.${key}`)}</dt>
          <dd>${value}</dd>
        </div>`,
    );
  }

  /** Columns that all play a role, or none of which does. @param {ReadFile} file @param {ReadFile['columns']} columns */
  #columns(file, columns) {
    const {t} = this.ctx;
    const areUsed = columns.some(isUsed);
    return html`<div class="scroll-x" tabindex="0" role="group" aria-label=${t('reading.columns')}>
      <table>
        <thead>
          <tr>
            <th scope="col">${t('reading.column')}</th>
            ${areUsed ? html`<th scope="col">${t('reading.role')}</th>` : nothing}
            <th scope="col">${t('reading.examples')}</th>
          </tr>
        </thead>
        <tbody>
          ${columns.map((column) => this.#column(file, column))}
        </tbody>
      </table>
    </div>`;
  }

  /** @param {ReadFile} file @param {ReadFile['columns'][number]} column */
  #column(file, {header, role, usedFor, examples}) {
    const {t} = this.ctx;
    const chosen = file.roles.find((one) => one.field === role && one.header === header);
    const by = chosen?.chosenBy === 'mapping' ? ` (${t('reading.byMapping')})` : '';
    return html`<tr class=${role || usedFor ? '' : 'unused'}>
      <td><bdi>${clip(header)}</bdi></td>
      ${role ? html`<td class="role">${t(`field.${role}`) + by}${this.#others(file, role)}</td>` : nothing}
      ${!role && usedFor ? html`<td class="role">${t(`use.${usedFor}`)}</td>` : nothing}
      <td>
        ${examples.map((text, index) => html`${index ? ' · ' : ''}<bdi>${clip(text, 32)}</bdi>`)}
      </td>
    </tr>`;
  }

  /**
   * The columns that would have done as well, and why.
   *
   * @param {ReadFile} file @param {string} role
   */
  #others({candidates, columns, platform}, role) {
    const {t} = this.ctx;
    const taken = columns.filter((column) => column.role).map((column) => column.header);
    // Of a known export it is known which column is which; so it is of one that plays another role.
    const others = platform
      ? []
      : candidates.filter((one) => one.field === role && !taken.includes(one.header));
    if (others.length === 0) return nothing;
    const said = others.map((one) => {
      const why = one.reasons.map((reason) => t(`candidate.${reason}`)).join(t('candidate.and'));
      return t('reading.candidate', {column: clip(one.header, 32), why});
    });
    return html`<div class="also">
      ${t('reading.others', {columns: said.join(t('reading.comma'))})}
    </div>`;
  }
}

/** Whether it plays a role, or is used without one. @param {ReadFile['columns'][number]} column */
const isUsed = ({role, usedFor}) => Boolean(role ?? usedFor);
