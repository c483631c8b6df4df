/** @file Prints the capabilities that wasm-bindgen-test-runner asks chromedriver for. */
import {CHROMIUM_FLAGS} from './chromium.js';

const [binary] = process.argv.slice(2);
console.log(JSON.stringify({'goog:chromeOptions': {binary, args: CHROMIUM_FLAGS}}, null, 2));
