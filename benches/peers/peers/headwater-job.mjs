// headwater without its models: what the job asks for, headline figures and sales by label beside it.
import {answer, cancelled, prepareEngine, startEngine} from '../lib/headwater.mjs';

export const name = 'headwater (the job alone)';

const OPTIONS = {models: false};

let engine;
export async function init() {
  engine = await startEngine();
}

export const prepare = () => prepareEngine(engine);

export const run = (file, _, progress) => answer(engine, file, OPTIONS, progress);

export {cancel as cancelled};
const cancel = (file, signal) => cancelled(engine, file, signal, OPTIONS);
