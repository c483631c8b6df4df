// The colours that charts compute: contrast, ink on a ground, a scale without jumps.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {CLASSES} from '../../pkg/element/columns.js';
import {
  classColor,
  contrast,
  formatColor,
  inkOn,
  parseColor,
  ramp,
} from '../../pkg/element/palette.js';

/** @param {string} text */
function rgb(text) {
  const found = parseColor(text);
  assert.ok(found, text);
  return found;
}

test('contrast is that of WCAG', () => {
  assert.equal(contrast(rgb('#fff'), rgb('#000')), 21);
  assert.equal(contrast(rgb('#000'), rgb('#fff')), 21);
  assert.equal(contrast(rgb('#777'), rgb('#fff')).toFixed(2), '4.48');
  assert.equal(contrast(rgb('#767676'), rgb('#fff')).toFixed(2), '4.54');
});

test('ink has 4.5:1 on every grey and on every mix of the palette', () => {
  for (let level = 0; level <= 255; level++) {
    const grey = rgb(`rgb(${level}, ${level}, ${level})`);
    assert.ok(contrast(inkOn(grey), grey) >= 4.5, `grey ${level}`);
  }
  for (const stops of [
    ['#eaf4f6', '#98c8d2', '#0b5566'],
    ['#18282b', '#327b8d', '#9adbe7'],
  ]) {
    const scale = ramp(stops.map(rgb));
    for (let at = 0; at <= 100; at++) {
      const ground = scale(at / 100);
      assert.ok(contrast(inkOn(ground), ground) >= 4.5, `${stops} at ${at}`);
    }
  }
});

test('colours are read in each form that a browser gives', () => {
  for (const form of ['#336699', '#369', 'rgb(51, 102, 153)', 'rgb(51 102 153 / 50%)']) {
    assert.equal(formatColor(rgb(form)), 'rgb(51, 102, 153)', form);
  }
  assert.equal(formatColor(rgb('color(srgb 0.2 0.4 0.6)')), 'rgb(51, 102, 153)');
  for (const none of ['', 'red', 'var(--x)', '#12345', 'rgb(a, b, c)']) {
    assert.equal(parseColor(none), null, none);
  }
});

test('a scale goes through its stops and stays at its ends', () => {
  const stops = ['#eaf4f6', '#5ca6b5', '#0b5566'];
  const scale = ramp(stops.map(rgb));
  for (const [at, stop] of stops.entries()) {
    assert.equal(formatColor(scale(at / 2)), formatColor(rgb(stop)));
  }
  assert.deepEqual(scale(-1), scale(0));
  assert.deepEqual(scale(2), scale(1));
  assert.deepEqual(
    ramp([rgb('#336699')])(0.7).map((part) => Math.round(part * 255)),
    [51, 102, 153],
  );
});

test('each class has a colour of its own', () => {
  assert.equal(new Set(CLASSES.map(classColor)).size, 8);
  assert.equal(classColor('111'), 'var(--hw-cat-1)');
  assert.equal(classColor('000'), 'var(--hw-cat-8)');
});
