/**
 * `headwater/element`: defines `<headwater-workbench>` and the views in it, where their tags are
 * free. The only entry that does something when it is imported.
 */

import {define} from './element/context.js';
import {HeadwaterCustomers} from './element/customers.js';
import {HeadwaterDoubt} from './element/doubt.js';
import {HeadwaterDrop} from './element/drop.js';
import {HeadwaterFilters} from './element/filters.js';
import {HeadwaterGrid} from './element/grid.js';
import {HeadwaterHeader} from './element/header.js';
import {HeadwaterMapping} from './element/mapping.js';
import {HeadwaterProblem} from './element/problem.js';
import {HeadwaterProgress} from './element/progress.js';
import {HeadwaterReading} from './element/reading.js';
import {HeadwaterResult} from './element/result.js';
import {HeadwaterSettings} from './element/settings.js';
import {HeadwaterTiles} from './element/tiles.js';
import {HeadwaterTip} from './element/tip.js';
import {VIEWS} from './element/views.js';
import {HeadwaterWorkbench} from './element/workbench.js';

HeadwaterWorkbench.makeEngine ??= async () => (await import('./index.js')).createEngine();

define('headwater-tip', HeadwaterTip);
define('headwater-header', HeadwaterHeader);
define('headwater-drop', HeadwaterDrop);
define('headwater-progress', HeadwaterProgress);
define('headwater-problem', HeadwaterProblem);
define('headwater-mapping', HeadwaterMapping);
define('headwater-settings', HeadwaterSettings);
define('headwater-tiles', HeadwaterTiles);
define('headwater-doubt', HeadwaterDoubt);
define('headwater-reading', HeadwaterReading);
define('headwater-filters', HeadwaterFilters);
define('headwater-grid', HeadwaterGrid);
define('headwater-customers', HeadwaterCustomers);
for (const [tag, view] of Object.entries(VIEWS)) define(tag, view);
define('headwater-result', HeadwaterResult);
define('headwater-workbench', HeadwaterWorkbench);

export {HeadwaterWorkbench};
