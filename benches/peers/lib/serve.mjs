// Two static servers on the loopback: one plain, one with the headers that isolate a page (COOP, COEP).
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';

const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.wasm': 'application/wasm',
  '.json': 'application/json',
  '.csv': 'text/csv',
};
const ISOLATED = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'cross-origin-resource-policy': 'same-origin',
};

/** `mounts`: {"/dist": folder}; `log` hears of every file that was served. */
export async function serve(mounts, log) {
  const find = (url) => {
    const [mount, folder] =
      Object.entries(mounts).find(([start]) => url.startsWith(`${start}/`)) ?? [];
    const file = mount && path.join(folder, url.slice(mount.length));
    return file?.startsWith(folder + path.sep) &&
      fs.statSync(file, {throwIfNoEntry: false})?.isFile()
      ? file
      : null;
  };
  const answer = (extra) => (request, response) => {
    const url = decodeURIComponent(request.url.split('?')[0]),
      file = find(url);
    if (!file) {
      response.writeHead(404).end();
      return;
    }
    log(url, file);
    response.writeHead(200, {
      'content-type': TYPES[path.extname(file)] ?? 'application/octet-stream',
      'content-length': fs.statSync(file).size,
      // As a host serves what never changes under its name; each run begins with an empty cache.
      'cache-control': 'max-age=3600',
      ...extra,
    });
    fs.createReadStream(file).pipe(response);
  };
  const start = (extra) =>
    new Promise((resolve) => {
      const server = http.createServer(answer(extra)).listen(0, '127.0.0.1', () => resolve(server));
    });
  const [plain, isolated] = [await start({}), await start(ISOLATED)];
  return {
    plain: plain.address().port,
    isolated: isolated.address().port,
    close() {
      plain.close();
      isolated.close();
    },
  };
}
