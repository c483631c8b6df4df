/** The views of a report and the parts they are made of, by tag. Nothing is defined in here. */

import {HeadwaterBaskets} from './baskets.js';
import {HeadwaterBreakdown} from './breakdown.js';
import {HeadwaterClasses} from './classes.js';
import {HeadwaterCohorts} from './cohorts.js';
import {HeadwaterConcentration} from './concentration.js';
import {HeadwaterCutRule} from './cut-rule.js';
import {HeadwaterDateOrder} from './date-order.js';
import {HeadwaterExpected} from './expected.js';
import {HeadwaterFigure} from './figure.js';
import {HeadwaterModelPanel} from './model-panel.js';
import {HeadwaterFit} from './fit.js';
import {HeadwaterNoKey} from './no-key.js';
import {HeadwaterReadAgain} from './read-again.js';
import {HeadwaterReadCurrencies} from './read-currencies.js';
import {HeadwaterReadFile} from './read-file.js';
import {HeadwaterReadKey} from './read-key.js';
import {HeadwaterReadRates} from './read-rates.js';
import {HeadwaterReadSums} from './read-sums.js';
import {HeadwaterReadTables} from './read-tables.js';
import {HeadwaterSales} from './sales.js';
import {HeadwaterSegments} from './segments.js';
import {HeadwaterSources} from './sources.js';
import {HeadwaterTimes} from './times.js';
import {HeadwaterTopCustomers} from './top-customers.js';
import {HeadwaterValue} from './value.js';

/** @type {Readonly<Record<string, CustomElementConstructor>>} */
export const VIEWS = Object.freeze({
  'headwater-figure': HeadwaterFigure,
  'headwater-classes': HeadwaterClasses,
  'headwater-cut-rule': HeadwaterCutRule,
  'headwater-expected': HeadwaterExpected,
  'headwater-top-customers': HeadwaterTopCustomers,
  'headwater-model-panel': HeadwaterModelPanel,
  'headwater-segments': HeadwaterSegments,
  'headwater-concentration': HeadwaterConcentration,
  'headwater-cohorts': HeadwaterCohorts,
  'headwater-breakdown': HeadwaterBreakdown,
  'headwater-value': HeadwaterValue,
  'headwater-sales': HeadwaterSales,
  'headwater-times': HeadwaterTimes,
  'headwater-baskets': HeadwaterBaskets,
  'headwater-sources': HeadwaterSources,
  'headwater-date-order': HeadwaterDateOrder,
  'headwater-fit': HeadwaterFit,
  'headwater-no-key': HeadwaterNoKey,
  'headwater-read-again': HeadwaterReadAgain,
  'headwater-read-currencies': HeadwaterReadCurrencies,
  'headwater-read-rates': HeadwaterReadRates,
  'headwater-read-file': HeadwaterReadFile,
  'headwater-read-key': HeadwaterReadKey,
  'headwater-read-sums': HeadwaterReadSums,
  'headwater-read-tables': HeadwaterReadTables,
});
