/** The looks of the table of classes: two rows each, the second of which stays in view. */

import {css} from 'lit';

export const classes = css`
  .table-scroll {
    max-height: none;
    margin-block-start: var(--hw-space-3);
    container-type: inline-size;
  }
  .table-scroll thead th {
    white-space: normal;
  }
  th.num,
  td.num {
    min-width: 6.5em;
  }
  small {
    display: block;
    color: var(--hw-ink-2);
    font-size: var(--hw-text-xs);
    font-weight: 400;
  }
  .name {
    display: flex;
    align-items: center;
    gap: var(--hw-space-2);
    white-space: nowrap;
  }
  .name + small {
    padding-inline-start: 18px;
  }
  .swatch {
    flex: none;
    width: 10px;
    height: 10px;
  }
  tbody tr:first-child > * {
    border-block-end: 0;
    padding-block-end: 0;
  }
  .do {
    padding-block-start: var(--hw-space-1);
  }
  /* Stays in view when the numbers are scrolled sideways. */
  .do > div {
    display: flex;
    align-items: center;
    gap: 0 var(--hw-space-1);
    position: sticky;
    inset-inline-start: var(--hw-space-3);
    width: calc(100cqi - 2 * var(--hw-space-3));
    padding-inline-start: 18px;
  }
  .do span {
    flex: 1;
  }
  .table-scroll tbody tr:last-child > * {
    border-block-end: 1px solid var(--hw-line);
  }
  tfoot th,
  tfoot td {
    border-block-end: 0;
    color: var(--hw-ink);
    font-weight: 600;
  }
  tfoot th {
    position: sticky;
    inset-inline-start: 0;
    background: var(--hw-surface);
  }
`;
