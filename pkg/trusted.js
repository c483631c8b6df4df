/**
 * @file The one Trusted Types policy, called `headwater`.
 *
 * Under `require-trusted-types-for 'script'` a browser takes no plain string where script or markup
 * could start. Two things need a way through: the worker's Blob URL, and Lit's templates in the page
 * we ship. Nobody outside this module ever holds the policy, so nothing else gets one.
 */

/** What a template never has, and markup that came from a cell might: code, frames, handlers. */
const ACTIVE_MARKUP =
  /<\s*\/?\s*(script|iframe|object|embed|base|meta|link|style)\b|<[^>]*\s(on\w+|srcdoc)\s*=|javascript:/i;

/** @type {Set<string>} Blob URLs made here from the package's own worker text, not yet started */
const workerUrls = new Set();

/** @type {Pick<TrustedTypePolicy, 'createHTML' | 'createScriptURL'> | null | undefined} */
let policy;

/**
 * A URL that `new Worker()` accepts, for the text of a classic script.
 *
 * Only for text that was built into the package. `revoke()` lets the memory go; a worker that was
 * constructed before keeps running.
 *
 * @param {string} source the worker's text
 * @returns {{url: string, revoke: () => void}} `url` is a `TrustedScriptURL` where the browser has them
 */
export function workerUrl(source) {
  const url = URL.createObjectURL(new Blob([source], {type: 'text/javascript'}));
  workerUrls.add(url);
  const trusted = headwaterPolicy()?.createScriptURL(url) ?? url;
  workerUrls.delete(url);
  return {
    // DOM types know only strings here, though the browser takes both.
    url: /** @type {string} */ (/** @type {unknown} */ (trusted)),
    revoke: () => URL.revokeObjectURL(url),
  };
}

/**
 * What Lit's `trustedTypes.createPolicy('lit-html', …)` is replaced with when the page is built, so
 * that its policy allows one name and not two. Lit hands it only the static text of templates.
 *
 * @returns {{createHTML(markup: string): TrustedHTML}}
 */
export function templatePolicy() {
  return {createHTML: (markup) => headwaterPolicy()?.createHTML(markup) ?? asTrusted(markup)};
}

/** The policy, made when first asked for; null where the browser has none or the page allows none. */
function headwaterPolicy() {
  if (policy !== undefined) return policy;
  try {
    const {trustedTypes} = /** @type {{trustedTypes?: TrustedTypePolicyFactory}} */ (globalThis);
    policy =
      trustedTypes?.createPolicy('headwater', {
        createHTML: (/** @type {string} */ markup) => {
          if (ACTIVE_MARKUP.test(markup)) throw new TypeError('markup with code in it');
          return markup;
        },
        createScriptURL: (/** @type {string} */ url) => {
          if (!workerUrls.has(url)) throw new TypeError('a script URL that is not the worker');
          return url;
        },
      }) ?? null;
  } catch {
    // The host page's policy allows other names only, or another copy of headwater was first. Where
    // the types are required, the browser then refuses the worker, and the engine does without.
    policy = null;
  }
  return policy;
}

/** @param {string} markup */
function asTrusted(markup) {
  return /** @type {TrustedHTML} */ (/** @type {unknown} */ (markup));
}
