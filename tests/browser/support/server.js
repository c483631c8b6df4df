/** What a static host does and nothing more: files, content types, no other header. */
import {createReadStream, existsSync, statSync} from 'node:fs';
import {createServer} from 'node:http';
import {extname, join, normalize, sep} from 'node:path';
import {fileURLToPath} from 'node:url';

const REPOSITORY = fileURLToPath(new URL('../../../', import.meta.url));
export const SITE = join(REPOSITORY, 'www', 'dist');
export const STANDALONE = join(REPOSITORY, 'pkg', 'dist', 'standalone.html');

const TYPES = new Map([
  ['.html', 'text/html; charset=utf-8'],
  ['.js', 'text/javascript; charset=utf-8'],
  ['.css', 'text/css; charset=utf-8'],
  ['.svg', 'image/svg+xml'],
  ['.csv', 'text/csv; charset=utf-8'],
]);

/** A stranger's page that frames ours with the least that it needs. */
const HOST_PAGE = `<!doctype html><html lang="en"><meta charset="utf-8"><title>a host</title>
<link rel="icon" href="data:,"><h1>a host</h1>
<iframe title="headwater" sandbox="allow-scripts allow-downloads" src="/standalone.html"
 width="1200" height="800"></iframe></html>`;

/** @param {string} path @returns {string | undefined} the file behind an address, if there is one */
function fileOf(path) {
  if (path === '/standalone.html') return STANDALONE;
  const file = normalize(join(SITE, path.endsWith('/') ? `${path}index.html` : path));
  const inside = file.startsWith(SITE + sep);
  return inside && existsSync(file) && statSync(file).isFile() ? file : undefined;
}

/**
 * `/` is the built site, `/standalone.html` the one-file page, `/host.html` a page that frames it.
 *
 * @returns {Promise<{origin: string, requests: string[], close: () => void}>} `requests` grows
 */
export async function startServer() {
  /** @type {string[]} */
  const requests = [];
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname);
    requests.push(path);
    if (path === '/host.html') {
      response.writeHead(200, {'content-type': 'text/html; charset=utf-8'}).end(HOST_PAGE);
      return;
    }
    const file = fileOf(path);
    if (!file) {
      response.writeHead(404).end();
      return;
    }
    const type = TYPES.get(extname(file)) ?? 'application/octet-stream';
    response.writeHead(200, {'content-type': type});
    createReadStream(file).pipe(response);
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', () => done(undefined)));
  const address = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {origin: `http://127.0.0.1:${address.port}`, requests, close: () => server.close()};
}
