import {AnalysisError, analyze, open} from 'headwater';
import {createInlineEngine} from 'headwater/inline';

export async function totals(file: Blob, signal: AbortSignal): Promise<string> {
  try {
    const report = await analyze(file, {asOf: '2025-12-31', unit: 'week', signal});
    const alive: Float64Array = await report.customers.column('pAlive');
    return `${report.pool.net} ${alive.length}`;
  } catch (error) {
    if (error instanceof AnalysisError) return error.code;
    throw error;
  }
}

export async function rows(text: string): Promise<number> {
  const book = await open(text, {mapping: {customer: '会员'}});
  const page = await book.customers({sort: {column: 'clv12', descending: true}, from: 0, to: 50});
  // @ts-expect-error no such column
  await book.customers({sort: {column: 'nothing'}});
  book.dispose();
  return page.total;
}

export const engine = createInlineEngine();
