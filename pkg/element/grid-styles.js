import {css} from 'lit';

/** How the customer table looks. */
export const grid = css`
  [role='grid'] {
    --row: 36px;
    --head: 48px;
    block-size: clamp(320px, 68vh, 680px);
    overflow: auto;
    overscroll-behavior: contain;
    border: 1px solid var(--hw-line);
    border-radius: var(--hw-radius);
    background: var(--hw-surface);
    contain: strict;
  }
  .window {
    position: sticky;
    inset-block-start: 0;
    block-size: var(--view, 100%);
    overflow: clip;
  }
  [role='row'] {
    display: grid;
    grid-template-columns: var(--columns);
    block-size: var(--row);
  }
  .head {
    position: relative;
    z-index: 2;
    block-size: var(--head);
  }
  [role='columnheader'],
  [role='gridcell'] {
    display: flex;
    align-items: center;
    min-inline-size: 0;
    padding-inline: var(--hw-space-3);
    border-block-end: 1px solid var(--hw-line);
    background: var(--hw-surface);
    font-size: var(--hw-text-s);
    white-space: nowrap;
  }
  [role='columnheader'] {
    padding: 0;
    background: var(--hw-sunken);
  }
  .num {
    justify-content: end;
  }
  bdi {
    overflow: hidden;
    text-overflow: ellipsis;
  }
  /* The id stays when the rest is scrolled sideways. */
  [role='row'] > :first-child {
    position: sticky;
    inset-inline-start: 0;
    z-index: 1;
    border-inline-end: 1px solid var(--hw-line);
    font-weight: 550;
  }
  [role='columnheader'] button {
    inline-size: 100%;
    block-size: 100%;
    min-block-size: 0;
    overflow: hidden;
    border: 0;
    border-radius: 0;
    background: none;
    color: var(--hw-ink-2);
    line-height: 1.25;
    text-align: start;
    text-wrap: balance;
    white-space: normal;
  }
  [role='columnheader'].num button {
    text-align: end;
  }
  [role='columnheader']:not([aria-sort='none']) button {
    color: var(--hw-accent);
  }
  [role='row']:hover > [role='gridcell'] {
    background: var(--hw-sunken);
  }
  [role='grid']:focus-visible {
    outline-offset: -2px;
  }
  [role='grid']:focus .active {
    outline: 2px solid var(--hw-focus);
    outline-offset: -2px;
  }
  .waiting [role='gridcell']::before {
    content: '';
    inline-size: 60%;
    block-size: 10px;
    border-radius: 5px;
    background: var(--hw-sunken);
  }
  .dot {
    flex: none;
    inline-size: 10px;
    block-size: 10px;
    margin-inline-end: var(--hw-space-2);
    border-radius: 50%;
    background: var(--dot);
  }
`;
