// What fuzzing kept, through the package in Node: no trap, no hang, and sums that add up.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {createEngine} from '../../pkg/node.js';
import {check, corpora} from './lib/corpora.js';

test('every kept input is read or refused, and adds up', async (t) => {
  const engine = createEngine();
  t.after(() => engine.dispose());
  const inputs = corpora();
  assert.ok(inputs.length > 300, `only ${inputs.length} inputs`);
  for (const input of inputs) assert.equal(await check(engine, input), '', input.name);
});
