/** @file Prints a report and a list as they are made in this zone, language and time. */

import {ordersCsv} from '../../js/lib/orders.js';

// A clock that is wrong by years, for all that might look at it.
Date.now = () => 0;

const {open} = await import('../../../pkg/node.js');
const book = await open(ordersCsv({customers: 120}));
const report = await book.report();
process.stdout.write(JSON.stringify(report));
process.stdout.write(await (await book.exportCustomers()).text());
