import {analyze} from 'headwater';
import 'headwater/element';

globalThis.consumer = async (csv) => {
  const report = await analyze(csv);
  return {customers: report.pool.customers, net: report.pool.net};
};
