/**
 * Every word the page says in Chinese. Keys are "area.key"; `{name}` is filled in; where `n`
 * counts something, `one` and `other` are its two forms.
 *
 * @type {import('../element/context.js').Messages}
 */
export const zhCN = Object.freeze({
});
