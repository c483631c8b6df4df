import {css} from 'lit';

/** The frame around the screens. */
export const frame = css`
  :host {
    min-block-size: 100%;
    background: var(--hw-bg);
  }
  main {
    --gutter: clamp(var(--hw-space-4), 3vw, var(--hw-space-6));
    padding: clamp(var(--hw-space-5), 4vw, var(--hw-space-7)) var(--gutter) var(--hw-space-8);
  }
  .start,
  .working,
  .problem {
    max-inline-size: 1040px;
    margin-inline: auto;
  }
  .result {
    padding-block-start: 0;
  }
  .curtain {
    position: fixed;
    inset: 0;
    z-index: 10;
    display: grid;
    place-items: center;
    border: 3px dashed var(--hw-accent);
    background: color-mix(in srgb, var(--hw-bg) 88%, transparent);
    color: var(--hw-accent);
    font-size: var(--hw-text-xl);
    font-weight: 650;
    pointer-events: none;
  }
`;
