/**
 * Every word the page says in English. Keys are "area.key"; `{name}` is filled in; where `n`
 * counts something, `one` and `other` are its two forms.
 *
 * @type {import('../element/context.js').Messages}
 */
export const en = Object.freeze({
});
