// headwater as a page uses it: engine in its Worker, the whole report (segments, cohorts, the fitted models and
// every customer's value), then the columns that the job asks for. The other peers do the job and nothing else.
import {answer, cancelled, prepareEngine, startEngine} from '../lib/headwater.mjs';

export const name = 'headwater (whole report, with models)';

let engine;
export async function init() {
  engine = await startEngine();
}

export const prepare = () => prepareEngine(engine);

export const run = (file, _, progress) => answer(engine, file, {}, progress);

export {cancel as cancelled};
const cancel = (file, signal) => cancelled(engine, file, signal, {});
