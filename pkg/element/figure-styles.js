/** The looks of a figure: what stands above the picture, the picture's panes, and the table. */

import {css} from 'lit';
import {plotStyles} from './chart.js';
import {base} from './styles.js';
import {tableStyles} from './table.js';

export const figureStyles = [
  base,
  plotStyles,
  tableStyles,
  css`
    .tools {
      gap: 0;
      margin-inline: calc(-1 * var(--hw-space-2));
    }
    .tools button {
      min-height: 30px;
      padding-inline: var(--hw-space-2);
      font-size: var(--hw-text-xs);
    }
    .takeaway {
      margin-block: var(--hw-space-1) var(--hw-space-3);
      max-width: 68ch;
      color: var(--hw-ink-2);
      text-wrap: pretty;
    }
    ::slotted([slot='controls']) {
      margin-block-end: var(--hw-space-3);
    }
    .canvas {
      min-width: 0;
    }
    .scroll {
      max-height: max(420px, 80vh);
      overflow: auto;
    }
    .canvas > svg {
      margin-block-end: var(--hw-space-2);
    }
    .panes {
      display: grid;
      width: max-content;
    }
    .panes svg {
      max-width: none;
    }
    .pane {
      background: var(--hw-surface);
    }
    .pane.corner,
    .pane.side {
      position: sticky;
      inset-inline-start: 0;
      z-index: 1;
    }
    .pane.corner,
    .pane.top {
      position: sticky;
      inset-block-start: 0;
      z-index: 2;
    }
    .pane.corner {
      z-index: 3;
    }
    .note {
      margin-block-start: var(--hw-space-3);
    }
    .probe {
      display: none;
    }
  `,
];
