/** @file Finds dead links between the repository's .md files: to files, and to headings in them. */
import {existsSync, readFileSync, readdirSync} from 'node:fs';
import {dirname, join, normalize} from 'node:path';

const NOT_OURS = new Set(['node_modules', 'target', 'dist', '.git']);

const dead = [...markdownFiles('.')].flatMap((file) =>
  links(file)
    .filter(({target}) => !resolves(file, target))
    .map(({target, line}) => `${file}:${line}: ${target}`),
);
for (const link of dead) console.error(`links: dead link in ${link}`);
if (dead.length > 0) process.exit(1);

/**
 * @param {string} folder
 * @returns {Generator<string>}
 */
function* markdownFiles(folder) {
  for (const entry of readdirSync(folder, {withFileTypes: true})) {
    if (NOT_OURS.has(entry.name)) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* markdownFiles(path);
    else if (entry.name.endsWith('.md')) yield path;
  }
}

/**
 * The links of a file that stay in the repository; code is skipped.
 *
 * @param {string} file
 */
function links(file) {
  const found = [];
  for (const [index, text] of prose(file)) {
    const targets = [
      ...text.matchAll(/\]\(<?([^)\s>]+)>?(?:\s+"[^"]*")?\)/g),
      ...text.matchAll(/^\[[^\]]+\]:\s*(\S+)/g),
      ...text.matchAll(/<(?:img|a|source)\b[^>]*?\b(?:src|href|srcset)="([^"]+)"/g),
    ].map((match) => match[1] ?? '');
    for (const target of targets) {
      if (!/^[a-z][a-z+.-]*:/i.test(target)) found.push({target, line: index + 1});
    }
  }
  return found;
}

/**
 * @param {string} file
 * @returns {[number, string][]} line numbers from 0, and the lines without code
 */
function prose(file) {
  let fence = '';
  /** @type {[number, string][]} */
  const lines = [];
  for (const [index, line] of readFileSync(file, 'utf8').split('\n').entries()) {
    const mark = /^\s*(```+|~~~+)/.exec(line)?.[1] ?? '';
    if (fence !== '') {
      if (mark.startsWith(fence)) fence = '';
    } else if (mark !== '') {
      fence = mark;
    } else {
      lines.push([index, line.replace(/`[^`]*`/g, '')]);
    }
  }
  return lines;
}

/**
 * @param {string} file
 * @param {string} target
 */
function resolves(file, target) {
  const [path = '', heading] = decodeURIComponent(target).split('#');
  const found = path === '' ? file : normalize(join(dirname(file), path));
  if (!existsSync(found)) return false;
  return heading === undefined || !found.endsWith('.md') || anchors(found).has(heading);
}

/**
 * The anchors that GitHub gives a file's headings.
 *
 * @param {string} file
 */
function anchors(file) {
  /** @type {Set<string>} */
  const found = new Set();
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    const heading = /^#{1,6}\s+(.*?)\s*#*$/.exec(line)?.[1];
    const named = /<a\s+(?:id|name)="([^"]+)"/.exec(line)?.[1];
    if (named) found.add(named);
    if (heading === undefined) continue;
    const anchor = heading
      .toLowerCase()
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .replace(/[^\p{L}\p{N}\p{M} _-]/gu, '')
      .replaceAll(' ', '-');
    let unique = anchor;
    for (let n = 1; found.has(unique); n += 1) unique = `${anchor}-${n}`;
    found.add(unique);
  }
  return found;
}
