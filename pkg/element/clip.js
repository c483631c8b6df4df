/** Text from a file, short enough to show. */

const LONGEST = 80;

/**
 * Cuts cell text to a length in characters, and shows line breaks as signs, so that one cell can
 * not fill a page. It is shown as text content only.
 *
 * @param {string | null | undefined} text
 * @param {number} [longest]
 */
export function clip(text, longest = LONGEST) {
  const flat = (text ?? '')
    .slice(0, longest * 4)
    .replace(/\r\n|\r|\n/g, '⏎')
    .replace(/\t/g, '⇥');
  const letters = [...flat];
  return letters.length > longest ? `${letters.slice(0, longest - 1).join('')}…` : flat;
}
