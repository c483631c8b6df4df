import {css} from 'lit';

/** How the headline numbers look. */
export const tiles = css`
  .panel {
    padding: 0;
    overflow: hidden;
  }
  .sentence {
    max-inline-size: 76ch;
    margin-block-end: var(--hw-space-4);
    text-wrap: pretty;
  }
  .head {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 0 var(--hw-space-3);
    padding: var(--hw-space-4) var(--hw-space-4) var(--hw-space-2);
  }
  .panel + .panel {
    margin-block-start: var(--hw-space-4);
  }
  :host {
    container-type: inline-size;
  }
  dl {
    display: grid;
    grid-template-columns: repeat(var(--columns), minmax(0, 1fr));
    /* Hairlines between the tiles, none around them. */
    margin: 0 -1px -1px 0;
  }
  .main {
    --columns: 6;
  }
  .all {
    --columns: 7;
  }
  .tile {
    /* The rows of all tiles in a line are as high as the highest. */
    display: grid;
    grid-row: span 3;
    grid-template-rows: subgrid;
    padding: var(--hw-space-3) var(--hw-space-4) var(--hw-space-4);
    border-inline-end: 1px solid var(--hw-line);
    border-block-end: 1px solid var(--hw-line);
  }
  dt {
    align-self: end;
    color: var(--hw-ink-2);
    font-size: var(--hw-text-s);
    line-height: 1.35;
  }
  .value {
    font-size: var(--hw-text-l);
    font-weight: 600;
    letter-spacing: -0.01em;
    line-height: 1.4;
  }
  .main .value {
    font-size: clamp(1.375rem, 2.5cqi, 1.875rem);
    font-weight: 650;
    line-height: 1.25;
  }
  .change {
    margin-block-start: var(--hw-space-1);
    font-size: var(--hw-text-s);
    font-weight: 600;
  }
  .up {
    color: var(--hw-good);
  }
  .down {
    color: var(--hw-bad);
  }
  .before {
    color: var(--hw-ink-2);
    font-size: var(--hw-text-xs);
  }
  dt span {
    white-space: nowrap;
  }
  @container (max-width: 900px) {
    .main {
      --columns: 3;
    }
    .all {
      --columns: 4;
    }
    .all .tile:last-child {
      grid-column: span 2;
    }
  }
  @container (max-width: 520px) {
    .main,
    .all {
      --columns: 2;
    }
  }
`;
