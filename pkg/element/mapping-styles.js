import {css} from 'lit';

/** A role, the choice of its column, and what that column holds; one under the other on narrow screens. */
export const mapping = css`
  :host {
    /* Below the list of sections, which stays at the top of narrow screens. */
    scroll-margin-block-start: 64px;
  }
  .fields {
    display: grid;
    grid-template-columns: max-content minmax(160px, 280px) minmax(0, 1fr);
    align-items: center;
    gap: var(--hw-space-2) var(--hw-space-4);
  }
  .keep {
    display: flex;
    align-items: baseline;
    gap: var(--hw-space-2);
  }
  label {
    font-size: var(--hw-text-s);
    font-weight: 550;
  }
  .keep {
    font-weight: 400;
  }
  .why {
    color: var(--hw-ink-2);
    font-size: var(--hw-text-xs);
  }
  .why.suggested {
    color: var(--hw-warn);
    font-weight: 600;
  }
  select {
    inline-size: 100%;
  }
  select[aria-invalid='true'] {
    border-color: var(--hw-bad);
  }
  .examples {
    overflow: hidden;
    color: var(--hw-ink-2);
    font-size: var(--hw-text-s);
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .first {
    margin-block-end: var(--hw-space-3);
  }
  @media (max-width: 640px) {
    .fields {
      grid-template-columns: minmax(0, 1fr);
      gap: var(--hw-space-1);
    }
    .fields > div {
      margin-block-end: var(--hw-space-3);
    }
  }
`;
