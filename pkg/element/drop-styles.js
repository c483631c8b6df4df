import {css} from 'lit';

/** How the start looks. */
export const drop = css`
  h1 {
    font-size: clamp(1.5rem, 1.1rem + 1.9vw, 2.25rem);
    font-weight: 680;
    letter-spacing: -0.01em;
    line-height: 1.2;
    text-wrap: balance;
  }
  .lead {
    max-inline-size: 62ch;
    margin-block: var(--hw-space-3) var(--hw-space-6);
    color: var(--hw-ink-2);
    text-wrap: pretty;
  }
  .drop {
    display: grid;
    justify-items: center;
    gap: var(--hw-space-4);
    padding: clamp(var(--hw-space-6), 6vw, 72px) var(--hw-space-4);
    border: 1.5px dashed var(--hw-edge);
    border-radius: var(--hw-radius);
    background: var(--hw-surface);
    text-align: center;
    transition:
      border-color 0.15s,
      background 0.15s;
  }
  :host([compact]) .drop {
    padding-block: var(--hw-space-5);
  }
  .drop.over {
    border-color: var(--hw-accent);
    background: var(--hw-accent-soft);
  }
  .drop svg {
    inline-size: 40px;
    block-size: 40px;
    fill: none;
    stroke: var(--hw-accent);
    stroke-width: 1.6;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  .drop .say {
    font-size: var(--hw-text-l);
    font-weight: 600;
  }
  .choices {
    justify-content: center;
  }
  .paste {
    inline-size: min(100%, 640px);
    text-align: start;
  }
  textarea {
    display: block;
    inline-size: 100%;
    margin-block: var(--hw-space-2);
    padding: var(--hw-space-3);
    border: 1px solid var(--hw-edge);
    border-radius: var(--hw-radius-s);
    background: var(--hw-surface);
    font:
      var(--hw-text-s) / 1.5 ui-monospace,
      monospace;
    resize: vertical;
  }
  .facts {
    display: grid;
    grid-template-columns: minmax(0, 3fr) minmax(0, 2fr);
    gap: var(--hw-space-6);
    margin-block-start: var(--hw-space-6);
  }
  h2 {
    margin-block-end: var(--hw-space-2);
  }
  h3 {
    margin-block: var(--hw-space-4) var(--hw-space-1);
    color: var(--hw-ink-2);
    font-size: var(--hw-text-s);
  }
  dl {
    display: grid;
    grid-template-columns: max-content minmax(0, 1fr);
    font-size: var(--hw-text-s);
  }
  dt,
  dd {
    padding-block: var(--hw-space-1);
    border-block-start: 1px solid var(--hw-line);
  }
  dt {
    padding-inline-end: var(--hw-space-5);
    font-weight: 600;
  }
  dd {
    color: var(--hw-ink-2);
  }
  ol {
    padding-inline-start: 1.4em;
    color: var(--hw-ink-2);
    font-size: var(--hw-text-s);
  }
  ol li {
    padding-block: 2px;
  }
  @media (max-width: 760px) {
    .facts {
      grid-template-columns: minmax(0, 1fr);
    }
    .lead {
      margin-block-end: var(--hw-space-5);
    }
  }
`;
