// headwater without its models: what the job asks for, headline figures and sales by label beside it.
import {answer, startEngine} from '../lib/headwater.mjs';

export const name = 'headwater (the job alone)';

let engine;
export async function init() {
  engine = await startEngine();
}

export const run = (file) => answer(engine, file, {models: false});
