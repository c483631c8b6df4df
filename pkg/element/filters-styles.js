import {css} from 'lit';

/** How the filters of the customer table look. */
export const filters = css`
  .chips {
    gap: var(--hw-space-2);
  }
  .chips button {
    display: inline-flex;
    align-items: center;
    gap: var(--hw-space-2);
    min-block-size: 32px;
    padding-inline: var(--hw-space-3);
    border-color: var(--hw-line);
    border-radius: 16px;
  }
  .chips button[aria-pressed='true'] {
    border-color: var(--hw-accent);
  }
  i {
    inline-size: 10px;
    block-size: 10px;
    border-radius: 50%;
    background: var(--dot);
  }
  .fields {
    display: flex;
    flex-wrap: wrap;
    align-items: end;
    gap: var(--hw-space-3);
    margin-block-start: var(--hw-space-3);
  }
  label {
    display: grid;
    gap: 2px;
    color: var(--hw-ink-2);
    font-size: var(--hw-text-xs);
    font-weight: 550;
  }
  input {
    color: var(--hw-ink);
  }
  .short {
    inline-size: 100%;
    min-inline-size: 112px;
  }
  @media (max-width: 560px) {
    .chips {
      flex-wrap: nowrap;
      overflow-x: auto;
      margin-inline: calc(-1 * var(--hw-space-4));
      padding: 2px var(--hw-space-4);
    }
    .fields > label {
      flex: 1 1 40%;
    }
    input,
    .short {
      inline-size: 100%;
    }
  }
`;
