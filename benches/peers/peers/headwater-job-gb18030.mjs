// The job on the same orders in GB18030, as spreadsheet programs in China write them. An idle page has loaded what reads
// that, as it loads all parts.
import {answer, cancelled, prepareEngine, startEngine} from '../lib/headwater.mjs';

export const name = 'headwater (the job alone, GB18030)';
export const isGb18030 = true;

const OPTIONS = {models: false};

let engine;
export async function init() {
  engine = await startEngine();
}

export async function prepare() {
  await engine.prepare();
  await prepareEngine(engine);
}

export const run = (file, _, progress) => answer(engine, file, OPTIONS, progress);

export {cancel as cancelled};
const cancel = (file, signal) => cancelled(engine, file, signal, OPTIONS);
