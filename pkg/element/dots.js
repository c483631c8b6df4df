import {css} from 'lit';

/** The colour of each RFM class, as `--dot` for what is in it. */
export const dots = css`
  .k111 {
    --dot: var(--hw-cat-1);
  }
  .k101 {
    --dot: var(--hw-cat-2);
  }
  .k011 {
    --dot: var(--hw-cat-3);
  }
  .k001 {
    --dot: var(--hw-cat-4);
  }
  .k110 {
    --dot: var(--hw-cat-5);
  }
  .k100 {
    --dot: var(--hw-cat-6);
  }
  .k010 {
    --dot: var(--hw-cat-7);
  }
  .k000 {
    --dot: var(--hw-cat-8);
  }
`;
