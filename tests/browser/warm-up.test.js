// An idle page gets ready for a large file, without a word to anybody, and drops that for a real one.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {eventually, PLACES, useBrowser} from './support/browser.js';
import {trySample} from './support/workbench.js';
import {notes, watchWire} from './support/workers.js';

/** @typedef {import('playwright-core').Frame} Frame */

const {open} = useBrowser();

/** @param {Frame} ui */
const wireOf = async (ui) => (await notes(ui, '__wire')).jsonValue();

for (const place of PLACES) {
  test(`${place}: an idle page warms up, and asks nobody for anything`, async (t) => {
    const {ui, assertQuiet} = await open(t, place, {init: watchWire});
    const wire = await eventually(async () => {
      const said = await wireOf(ui);
      return said.includes('<warm true') && said;
    }, 'a warm-up that came to its end');
    assert.ok(!wire.some((one) => ['<progress', '<helpers'].includes(one)), wire.join(' '));
    await trySample(ui);
    assertQuiet();
  });
}

test('a file that comes meanwhile is read at once', async (t) => {
  const {ui, assertQuiet} = await open(t, 'http', {init: watchWire});
  await eventually(async () => (await wireOf(ui)).includes('>warm-up'), 'a warm-up');
  await trySample(ui);
  const wire = await wireOf(ui);
  const end = wire.findIndex((one) => one.startsWith('<warm'));
  assert.ok(end >= 0 && end < wire.lastIndexOf('<done'), wire.join(' '));
  assertQuiet();
});

for (const place of PLACES) {
  test(`${place}: helpers are there when a file is dragged, before it is dropped`, async (t) => {
    const {ui, assertQuiet} = await open(t, place, {init: watchWire});
    await ui.evaluate(() => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File(['a'], 'a.csv'));
      const drag = {dataTransfer, bubbles: true, cancelable: true, composed: true};
      document.body.dispatchEvent(new DragEvent('dragenter', drag));
    });
    const wire = await eventually(async () => {
      const said = await wireOf(ui);
      return said.includes('>help') && said;
    }, 'a helper');
    assert.ok(wire.includes('>expect') && !wire.includes('>open'), wire.join(' '));
    assertQuiet();
  });
}
