// One run of one peer that is no web page: a fresh Node process, in which the job is timed.
//   node lib/native.mjs WORK PEER FILE RUNS    prints the run as JSON; measureNative calls it
import {execFile} from 'node:child_process';
import fs from 'node:fs';
import {fileURLToPath, pathToFileURL} from 'node:url';
import {requireFrom} from './bundle.mjs';

const THIS = fileURLToPath(import.meta.url);

/** As `measure`; `peer.module` is its file. */
export function measureNative(peer, {work, file, timeout, inPage}) {
  const parameters = [THIS, work, peer.module, file, String(inPage)];
  return new Promise((resolve) => {
    execFile(process.execPath, parameters, {timeout, maxBuffer: 1 << 24}, (error, out) => {
      const why = error?.killed ? `timeout: over ${timeout / 1000} s` : error?.message;
      if (error) resolve({peer: peer.id, error: why.split('\n')[0].slice(0, 400)});
      else resolve({peer: peer.id, ...JSON.parse(out)});
    });
  });
}

/** A line of /proc/self/status, in bytes. */
function ofStatus(key) {
  const status = fs.readFileSync('/proc/self/status', 'utf8');
  return Number(new RegExp(`^${key}:\\s+(\\d+) kB`, 'm').exec(status)[1]) * 1024;
}

async function timed(peer, file) {
  const started = performance.now();
  const result = await peer.run(file);
  return {ms: performance.now() - started, result};
}

async function main([work, module, file, runs]) {
  fs.readFileSync(file);
  const started = performance.now();
  const peer = await import(pathToFileURL(module).href);
  await peer.init(requireFrom(work));
  const init = performance.now() - started,
    before = ofStatus('VmRSS'),
    cpu = process.cpuUsage();
  fs.writeFileSync('/proc/self/clear_refs', '5');
  const first = await timed(peer, file);
  const {user, system} = process.cpuUsage(cpu),
    memory = Math.max(0, ofStatus('VmHWM') - before);
  let warm;
  for (let again = 1; again < Number(runs); again++) warm = (await timed(peer, file)).ms;
  const out = {
    name: peer.name,
    init,
    ...first,
    warm,
    cpu: (user + system) / 1000,
    waited: 0,
    memory,
  };
  console.log(JSON.stringify(out));
}

if (process.argv[1] === THIS) await main(process.argv.slice(2));
