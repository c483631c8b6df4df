/**
 * @file The content security policy of the pages we ship. `connect-src 'none'` is the privacy claim,
 * enforced by the browser: no request can carry a file away. docs/design.md says why each line.
 */

/**
 * @param {{script: string, style: string}} sources what the page's own script and styles are
 *     allowed as: 'self' where they are files, a hash where they are in the page
 * @returns {string} the policy, for a meta element
 */
export function pagePolicy({script, style}) {
  return [
    "default-src 'none'",
    `script-src ${script} 'wasm-unsafe-eval'`,
    `style-src ${style}`,
    "img-src 'self' data: blob:",
    "connect-src 'none'",
    'worker-src blob:',
    "object-src 'none'",
    "frame-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types headwater',
  ].join('; ');
}

/**
 * Puts the policy first in the head, because it rules only what comes after it.
 *
 * @param {string} html
 * @param {string} policy
 */
export function withPolicy(html, policy) {
  const comment = /<!-- The build puts .*? -->/;
  if (!comment.test(html)) throw new Error('page-policy: index.html has lost the place for it');
  return html.replace(comment, `<meta http-equiv="Content-Security-Policy" content="${policy}" />`);
}
