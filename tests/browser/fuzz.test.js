// What fuzzing kept, through the engine of the page: no trap, no hang, sums that add up, and nothing said
// on the console or to the network.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {check, corpora} from '../js/lib/corpora.js';
import {useBrowser} from './support/browser.js';
import {trySample} from './support/workbench.js';

const {open} = useBrowser();

test('every kept input is read or refused, and the page goes on', async (t) => {
  const {ui, assertQuiet} = await open(t);
  const inputs = corpora().map(({name, bytes}) => ({
    name,
    base64: Buffer.from(bytes).toString('base64'),
  }));
  assert.ok(inputs.length > 300, `only ${inputs.length} inputs`);
  const found = await ui.evaluate(`(async (inputs) => {
    const check = ${check};
    const {engine} = document.querySelector('headwater-workbench');
    const wrong = [];
    for (const {name, base64} of inputs) {
      const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
      const said = await check(engine, {name, bytes});
      if (said) wrong.push(name + ': ' + said);
    }
    return wrong;
  })(${JSON.stringify(inputs)})`);
  assert.deepEqual(found, []);
  await trySample(ui);
  assertQuiet();
});
