import {css} from 'lit';

/** Choices side by side, each under its label; one under the other on narrow screens. */
export const fields = css`
  .fields {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 220px), 1fr));
    gap: var(--hw-space-3) var(--hw-space-5);
  }
  label {
    display: block;
    margin-block-end: var(--hw-space-1);
    font-size: var(--hw-text-s);
    font-weight: 550;
  }
  select,
  input {
    inline-size: 100%;
  }
  input[aria-invalid='true'] {
    border-color: var(--hw-bad);
  }
  .wrong {
    color: var(--hw-bad);
    font-size: var(--hw-text-s);
  }
`;
