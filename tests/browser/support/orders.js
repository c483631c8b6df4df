/** Order files for tests, small and large. */

/** @typedef {{name: string, mimeType: string, buffer: Buffer}} FilePayload */

/** @param {string} name @param {string | Buffer} content @returns {FilePayload} */
export const file = (name, content) => ({
  name,
  mimeType: 'text/csv',
  buffer: Buffer.from(content),
});

/**
 * A small shop where some come back; every number is fixed.
 *
 * @param {object} [options]
 * @param {string} [options.header]
 * @param {(index: number) => string} [options.customer] the id, as it stands in the file
 * @param {number} [options.customers]
 */
export function smallShop({
  header = 'customer_id,order_time,amount',
  customer = (index) => `C${index}`,
  customers = 60,
} = {}) {
  const rows = [];
  for (let index = 0; index < customers; index++) {
    for (let visit = 0; visit <= index % 4; visit++) {
      const day = new Date(Date.UTC(2025, 0, 3 + index * 3 + visit * (11 + (index % 9))));
      const amount = (20 + ((index * 37) % 90) + visit).toFixed(2);
      rows.push([customer(index), day.toISOString().slice(0, 10), amount]);
    }
  }
  rows.sort((a, b) => (a[1] < b[1] ? -1 : 1));
  return [header, ...rows.map((row) => row.join(','))].join('\n') + '\n';
}

/**
 * Runs in the page: `customers` different customers with an order each, every tenth with two.
 *
 * @param {number} customers
 */
export function manyCustomers(customers) {
  const encoder = new TextEncoder();
  const parts = [encoder.encode('customer_id,order_time,amount\n')];
  const day = (/** @type {number} */ n) =>
    new Date(Date.UTC(2024, 0, 1 + n)).toISOString().slice(0, 10);
  const days = Array.from({length: 700}, (_, n) => day(n));
  for (let first = 0; first < customers; first += 50_000) {
    const lines = [];
    for (let i = first; i < Math.min(customers, first + 50_000); i++) {
      const id = `C${String(i).padStart(7, '0')}`;
      lines.push(`${id},${days[i % 600]},${10 + (i % 190)}.50\n`);
      if (i % 10 === 0) {
        lines.push(`${id},${days[(i % 600) + 20 + (i % 70)]},${20 + (i % 50)}.00\n`);
      }
    }
    parts.push(encoder.encode(lines.join('')));
  }
  return new File(parts, 'many.csv', {type: 'text/csv'});
}

/**
 * Runs in the page: a file of about `megabytes`, without the page ever holding that much.
 *
 * @param {number} megabytes
 */
export function largeFile(megabytes) {
  const lines = [];
  for (let size = 0, i = 0; size < 1e6; i++) {
    const month = String(1 + (i % 12)).padStart(2, '0');
    const line = `C${(i * 7919) % 20011},2025-${month}-${10 + (i % 18)} 09:30:00,${10 + (i % 300)}.25\n`;
    size += line.length;
    lines.push(line);
  }
  const block = new Blob([lines.join('')]);
  const blocks = Array.from({length: megabytes}, () => block);
  return new File(['customer_id,order_time,amount\n', ...blocks], 'large.csv', {type: 'text/csv'});
}

/**
 * Runs in the page: a file of about `megabytes` in GB18030, with characters of one, two and four bytes.
 *
 * @param {number} megabytes
 */
export function gb18030File(megabytes) {
  // 客户,日期,金额,渠道
  const header = [
    0xbf, 0xcd, 0xbb, 0xa7, 0x2c, 0xc8, 0xd5, 0xc6, 0xda, 0x2c, 0xbd, 0xf0, 0xb6, 0xee, 0x2c, 0xc7,
    0xfe, 0xb5, 0xc0, 0x0a,
  ];
  // 北京㐂, 上海, 广州
  const shops = [
    [0xb1, 0xb1, 0xbe, 0xa9, 0x81, 0x39, 0xef, 0x31],
    [0xc9, 0xcf, 0xba, 0xa3],
    [0xb9, 0xe3, 0xd6, 0xdd],
  ];
  const encoder = new TextEncoder();
  /** @type {number[]} */
  const bytes = [];
  for (let i = 0; bytes.length < 1e6; i++) {
    const month = String(1 + (i % 12)).padStart(2, '0');
    const line = `C${(i * 7919) % 20011},2025-${month}-${10 + (i % 18)},${10 + (i % 300)}.25,`;
    bytes.push(...encoder.encode(line), ...(shops[i % 3] ?? []), 0x0a);
  }
  const block = new Blob([Uint8Array.from(bytes)]);
  const blocks = Array.from({length: megabytes}, () => block);
  return new File([Uint8Array.from(header), ...blocks], 'gb18030.csv', {type: 'text/csv'});
}
