import {css} from 'lit';

/** The list at the side, or above on narrow screens, and the sections. */
export const result = css`
  :host {
    display: grid;
    grid-template-columns: 168px minmax(0, 1120px);
    justify-content: center;
    gap: var(--hw-space-6);
  }
  nav {
    position: sticky;
    inset-block-start: 0;
    align-self: start;
    padding-block: var(--hw-space-6);
  }
  ul {
    display: grid;
    gap: 2px;
    list-style: none;
  }
  nav button {
    inline-size: 100%;
    border: 0;
    border-radius: var(--hw-radius-s);
    background: none;
    color: var(--hw-ink-2);
    text-align: start;
    white-space: nowrap;
  }
  nav button[aria-current] {
    background: var(--hw-accent-soft);
    color: var(--hw-accent);
  }
  section {
    padding-block: var(--hw-space-6) var(--hw-space-5);
    scroll-margin-block-start: 0;
  }
  section > * + * {
    margin-block-start: var(--hw-space-4);
  }
  .title {
    display: flex;
    flex-wrap: wrap;
    align-items: end;
    justify-content: space-between;
    gap: var(--hw-space-3) var(--hw-space-5);
  }
  .eyebrow {
    color: var(--hw-accent);
    font-size: var(--hw-text-s);
    font-weight: 600;
  }
  h2 {
    font-size: var(--hw-text-xl);
    letter-spacing: -0.01em;
    outline-offset: 4px;
  }
  .ask {
    margin-block-start: var(--hw-space-6);
  }
  .busy > section {
    opacity: 0.55;
    transition: opacity 0.2s 0.15s;
  }
  .state {
    position: fixed;
    inset-block-end: var(--hw-space-4);
    inset-inline: var(--hw-space-4);
    z-index: 5;
    display: flex;
    justify-content: center;
    pointer-events: none;
  }
  .state > * {
    padding: var(--hw-space-2) var(--hw-space-4);
    border: 1px solid var(--hw-line);
    background: var(--hw-surface);
    box-shadow: var(--hw-shadow);
    font-size: var(--hw-text-s);
    pointer-events: auto;
  }
  .state > span {
    border-radius: var(--hw-radius-s) 0 0 var(--hw-radius-s);
    border-inline-end: 0;
  }
  .state > button {
    border-color: var(--hw-line);
    border-inline-start: 0;
    border-radius: 0 var(--hw-radius-s) var(--hw-radius-s) 0;
  }
  .state > .notice {
    border-color: var(--hw-bad);
    border-radius: var(--hw-radius-s);
    color: var(--hw-bad);
  }
  @media (max-width: 1000px) {
    :host {
      display: block;
    }
    nav {
      z-index: 4;
      /* From edge to edge: --gutter is what the frame keeps free. */
      margin-inline: calc(-1 * var(--gutter, 0px));
      padding: var(--hw-space-2) var(--gutter, 0px);
      border-block-end: 1px solid var(--hw-line);
      background: var(--hw-bg);
      overflow-x: auto;
    }
    ul {
      grid-auto-flow: column;
      justify-content: start;
    }
    section {
      scroll-margin-block-start: 52px;
    }
  }
  @media (max-width: 560px) {
    headwater-settings {
      flex: 1 1 100%;
    }
  }
`;
