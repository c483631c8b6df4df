/** @file The page: places the workbench and hands it an engine and a sample. */
import 'headwater/element';
import {createInlineEngine} from 'headwater/inline';
// In the bundle as text: the page's policy lets it connect to nothing, itself included.
import sample from './sample/coffee-zh.csv?raw';

const workbench = /** @type {import('headwater/element').HeadwaterWorkbench} */ (
  document.querySelector('headwater-workbench')
);
/** The page around the workbench speaks its language and wears its colours. */
function follow() {
  document.documentElement.lang = workbench.language;
  document.documentElement.dataset.theme = workbench.theme;
}

workbench.addEventListener('locale-change', follow);
workbench.addEventListener('theme-change', follow);
follow();
const engine = createInlineEngine();
workbench.engine = engine;
workbench.sample = {name: 'coffee-zh.csv', data: sample};

/**
 * The parts that some files need are fetched before any of them is dropped: so a file causes no request, and
 * the page goes on working without a network. Where this fails, it is tried again with the first such file.
 */
async function prepare() {
  await engine.prepare();
  document.documentElement.dataset.prepared = '';
  await engine.warmUp();
}

const whenIdle =
  window.requestIdleCallback ?? ((/** @type {() => void} */ work) => setTimeout(work, 500));
whenIdle(() => void prepare().catch(() => {}));
