/** The design tokens: one type scale, one spacing scale, one palette for light and one for dark. */

import {css, unsafeCSS} from 'lit';

/*
 * Colours are written once for each theme as plain values, not with light-dark(): a chart that is
 * saved as a picture reads them with getComputedStyle, which gives back a custom property as it
 * was written. Text colours have 4.5:1 on bg, surface and sunken; edge and focus 3:1.
 * cat-1..4 are the four important RFM classes, cat-5..8 the general ones in the same hues; they
 * stay apart with deuteranopia, protanopia and tritanopia. seq-1..6 run from little to much.
 */
const light = unsafeCSS(`
  --hw-bg: #f6f8f8; --hw-surface: #ffffff; --hw-sunken: #edf1f1;
  --hw-ink: #15211f; --hw-ink-2: #51605e; --hw-line: #dce3e2; --hw-edge: #80908d;
  --hw-accent: #0d6074; --hw-accent-hover: #094a5a; --hw-on-accent: #ffffff;
  --hw-accent-soft: #e0eff2; --hw-focus: #0d6074;
  --hw-good: #1a673a; --hw-bad: #a3301d; --hw-warn: #7a5108;
  --hw-good-soft: #e4f2e9; --hw-bad-soft: #fbeae6; --hw-warn-soft: #f8efdb;
  --hw-cat-1: #0f6b86; --hw-cat-2: #2c9a73; --hw-cat-3: #c77914; --hw-cat-4: #a4436f;
  --hw-cat-5: #6ba6ba; --hw-cat-6: #84c2a8; --hw-cat-7: #dfb473; --hw-cat-8: #cc94b0;
  --hw-seq-1: #eaf4f6; --hw-seq-2: #c9e2e7; --hw-seq-3: #98c8d2; --hw-seq-4: #5ca6b5;
  --hw-seq-5: #287d90; --hw-seq-6: #0b5566;
  --hw-shadow: 0 1px 2px rgb(21 33 31 / 6%), 0 4px 16px rgb(21 33 31 / 6%);
`);

const dark = unsafeCSS(`
  --hw-bg: #0e1415; --hw-surface: #151d1e; --hw-sunken: #1d2728;
  --hw-ink: #e6eeec; --hw-ink-2: #a2b2af; --hw-line: #2a3637; --hw-edge: #6f827f;
  --hw-accent: #72c6d6; --hw-accent-hover: #9ad9e5; --hw-on-accent: #05252c;
  --hw-accent-soft: #15343b; --hw-focus: #8fd8e5;
  --hw-good: #7fd1a0; --hw-bad: #f39c88; --hw-warn: #e4b968;
  --hw-good-soft: #15301f; --hw-bad-soft: #3a1f19; --hw-warn-soft: #33290f;
  --hw-cat-1: #4fb0cb; --hw-cat-2: #4fbf95; --hw-cat-3: #e39b3f; --hw-cat-4: #d77fa8;
  --hw-cat-5: #356f82; --hw-cat-6: #36765f; --hw-cat-7: #8a6530; --hw-cat-8: #855069;
  --hw-seq-1: #18282b; --hw-seq-2: #1c3d44; --hw-seq-3: #235764; --hw-seq-4: #327b8d;
  --hw-seq-5: #55a5b7; --hw-seq-6: #9adbe7;
  --hw-shadow: 0 1px 2px rgb(0 0 0 / 40%), 0 4px 16px rgb(0 0 0 / 30%);
`);

/** For the outermost element: everything below inherits. A host page may set any of them. */
export const tokens = css`
  :host {
    color-scheme: light;
    ${light}
    --hw-font: system-ui, -apple-system, 'Segoe UI', 'PingFang SC', 'Microsoft YaHei',
      'Noto Sans CJK SC', 'Noto Sans SC', sans-serif;
    --hw-text-xs: 0.75rem;
    --hw-text-s: 0.8125rem;
    --hw-text-m: 0.9375rem;
    --hw-text-l: 1.125rem;
    --hw-text-xl: 1.5rem;
    --hw-text-2xl: 2rem;
    --hw-space-1: 4px;
    --hw-space-2: 8px;
    --hw-space-3: 12px;
    --hw-space-4: 16px;
    --hw-space-5: 24px;
    --hw-space-6: 32px;
    --hw-space-7: 48px;
    --hw-space-8: 64px;
    --hw-radius: 10px;
    --hw-radius-s: 6px;
  }
  @media (prefers-color-scheme: dark) {
    :host(:not([theme='light'])) {
      color-scheme: dark;
      ${dark}
    }
  }
  :host([theme='dark']) {
    color-scheme: dark;
    ${dark}
  }
`;
