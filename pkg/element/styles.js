/** The few rules that every view shares; their colours, sizes and spaces are the tokens. */

import {css} from 'lit';

const text = css`
  :host {
    display: block;
    color: var(--hw-ink);
    font: var(--hw-text-m) / 1.55 var(--hw-font);
    font-variant-numeric: tabular-nums;
  }
  :host([hidden]),
  [hidden] {
    display: none !important;
  }
  *,
  ::before,
  ::after {
    box-sizing: border-box;
  }
  h1,
  h2,
  h3,
  p,
  ul,
  ol,
  dl,
  dd,
  figure {
    margin: 0;
    padding: 0;
  }
  h2 {
    font-size: var(--hw-text-l);
    font-weight: 650;
    line-height: 1.35;
    text-wrap: balance;
  }
  h3 {
    font-size: var(--hw-text-m);
    font-weight: 650;
    line-height: 1.4;
  }
  a {
    color: var(--hw-accent);
  }
  .note {
    color: var(--hw-ink-2);
    font-size: var(--hw-text-s);
    max-width: 68ch;
  }
  .num {
    text-align: end;
    white-space: nowrap;
  }
  .visually-hidden {
    position: absolute;
    width: 1px;
    height: 1px;
    margin: -1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  :focus-visible {
    outline: 2px solid var(--hw-focus);
    outline-offset: 2px;
  }
`;

const controls = css`
  button,
  input,
  select,
  textarea {
    font: inherit;
    color: inherit;
  }
  button,
  select,
  input:not([type='checkbox'], [type='radio'], [type='range'], [type='file']) {
    min-height: 36px;
    padding: 0 var(--hw-space-3);
    border: 1px solid var(--hw-edge);
    border-radius: var(--hw-radius-s);
    background: var(--hw-surface);
    font-size: var(--hw-text-s);
  }
  button {
    cursor: pointer;
    font-weight: 550;
    white-space: nowrap;
  }
  button:hover:not(:disabled) {
    background: var(--hw-sunken);
  }
  button:disabled {
    cursor: default;
    color: var(--hw-ink-2);
    border-style: dashed;
  }
  button.primary {
    border-color: var(--hw-accent);
    background: var(--hw-accent);
    color: var(--hw-on-accent);
  }
  button.primary:hover:not(:disabled) {
    border-color: var(--hw-accent-hover);
    background: var(--hw-accent-hover);
  }
  button.primary:disabled {
    border-color: var(--hw-edge);
    background: var(--hw-sunken);
    color: var(--hw-ink-2);
  }
  button.quiet {
    border-color: transparent;
    background: none;
    color: var(--hw-accent);
  }
  button.quiet:hover:not(:disabled) {
    background: var(--hw-accent-soft);
  }
  button[aria-pressed='true'],
  button[aria-selected='true'] {
    border-color: var(--hw-accent);
    background: var(--hw-accent-soft);
    color: var(--hw-accent);
  }
  ::placeholder {
    color: var(--hw-ink-2);
    opacity: 1;
  }
`;

const blocks = css`
  .panel {
    padding: var(--hw-space-5);
    border: 1px solid var(--hw-line);
    border-radius: var(--hw-radius);
    background: var(--hw-surface);
  }
  .stack > * + * {
    margin-block-start: var(--hw-space-4);
  }
  .row {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--hw-space-2) var(--hw-space-3);
  }
  .spread {
    justify-content: space-between;
  }
  .scroll-x {
    overflow-x: auto;
  }
  table {
    border-collapse: collapse;
    font-size: var(--hw-text-s);
  }
  th,
  td {
    padding: var(--hw-space-2) var(--hw-space-3);
    border-block-end: 1px solid var(--hw-line);
    text-align: start;
    vertical-align: top;
  }
  th {
    color: var(--hw-ink-2);
    font-weight: 550;
  }
  th.num,
  td.num {
    text-align: end;
  }
  @media (max-width: 560px) {
    .panel {
      padding: var(--hw-space-4);
    }
  }
  @media (prefers-reduced-motion: reduce) {
    *,
    ::before,
    ::after {
      animation: none !important;
      transition: none !important;
      scroll-behavior: auto !important;
    }
  }
`;

/** The rules every view shares: type, controls, panels (`.panel .stack .row .num .note`). */
export const base = [text, controls, blocks];
