/** @file The page: places the workbench and hands it an engine and a sample. */
import 'headwater/element';
import {createInlineEngine} from 'headwater/inline';
// In the bundle as text: the page's policy lets it connect to nothing, itself included.
import sample from './sample/coffee-zh.csv?raw';

const workbench = /** @type {import('headwater/element').HeadwaterWorkbench} */ (
  document.querySelector('headwater-workbench')
);
workbench.engine = createInlineEngine();
workbench.sample = {name: 'coffee-zh.csv', data: sample};
