/**
 * @file Vite plugin: the page names the hash of every file that it loads, so that a browser refuses one that
 * was changed on its way: the script and the style where they are asked for, scripts that are imported later in
 * an import map, which is the one inline script that the policy lets through.
 */
import {createHash} from 'node:crypto';

/** @param {string | Uint8Array} content */
const hash = (content) => createHash('sha384').update(content).digest('base64');

/**
 * @param {string} html the built page, with its policy
 * @param {Map<string, string | Uint8Array>} files by the name that the page has for them: `./assets/x.js`
 * @returns {string}
 */
export function withIntegrity(html, files) {
  const later = [...files].filter(([name]) => name.endsWith('.js') && !html.includes(`"${name}"`));
  const integrity = Object.fromEntries(
    later.map(([name, content]) => [name, `sha384-${hash(content)}`]),
  );
  const map = JSON.stringify({integrity});
  const tagged = html.replace(
    /<(script|link)\b[^>]*? (?:src|href)="(\.\/[^"]+)"/g,
    (tag, _element, name) => {
      const content = files.get(name);
      if (content === undefined) throw new Error(`integrity: ${name} is not in the bundle`);
      return `${tag} integrity="sha384-${hash(content)}"`;
    },
  );
  const script = /<script type="module"/;
  const policy = /script-src 'self'/;
  if (!script.test(tagged) || !policy.test(tagged)) throw new Error('integrity: another page');
  return tagged
    .replace(policy, `$& 'sha384-${hash(map)}'`)
    .replace(script, `<script type="importmap">${map}</script>\n    $&`);
}

/** @returns {import('vite').Plugin} */
export function integrity() {
  return {
    name: 'headwater:integrity',
    enforce: 'post',
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        const files = new Map();
        for (const file of Object.values(bundle)) {
          files.set(`./${file.fileName}`, file.type === 'chunk' ? file.code : file.source);
        }
        const page = bundle['index.html'];
        if (page?.type !== 'asset') return this.error('integrity: there is no index.html');
        files.delete('./index.html');
        page.source = withIntegrity(String(page.source), files);
      },
    },
  };
}
