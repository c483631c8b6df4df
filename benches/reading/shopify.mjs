// Deterministic generator of files shaped as Shopify's orders_export.csv: 79 columns, a row for each line of an order,
// what is said of the order on its first row only. About 450 bytes a row.
//
//   node shopify.mjs --rows 100000 --out shopify-100k.csv [--seed 7]
import fs from 'node:fs';
import {fileURLToPath} from 'node:url';
import {readArgs} from '../peers/lib/paths.mjs';
import {random} from '../peers/lib/random.mjs';

export const HEADERS = [
  'Name/Email/Financial Status/Paid at/Fulfillment Status/Fulfilled at/Accepts Marketing/Currency/Subtotal/Shipping/Taxes',
  'Total/Discount Code/Discount Amount/Shipping Method/Created at/Lineitem quantity/Lineitem name/Lineitem price',
  'Lineitem compare at price/Lineitem sku/Lineitem requires shipping/Lineitem taxable/Lineitem fulfillment status',
  'Billing Name/Billing Street/Billing Address1/Billing Address2/Billing Company/Billing City/Billing Zip',
  'Billing Province/Billing Country/Billing Phone/Shipping Name/Shipping Street/Shipping Address1/Shipping Address2',
  'Shipping Company/Shipping City/Shipping Zip/Shipping Province/Shipping Country/Shipping Phone/Notes',
  'Note Attributes/Cancelled at/Payment Method/Payment Reference/Refunded Amount/Vendor/Outstanding Balance/Employee',
  'Location/Device ID/Id/Tags/Risk Level/Source/Lineitem discount/Tax 1 Name/Tax 1 Value/Tax 2 Name/Tax 2 Value',
  'Tax 3 Name/Tax 3 Value/Tax 4 Name/Tax 4 Value/Tax 5 Name/Tax 5 Value/Phone/Receipt Number/Duties',
  'Billing Province Name/Shipping Province Name/Payment ID/Payment Terms Name/Next Payment Due At/Payment References',
].flatMap((line) => line.split('/'));

const FIRST_SECOND = Date.UTC(2023, 0, 1) / 1000;
const SECONDS = 1096 * 86400;
const FIRST_NAMES =
  'Ann/Ben/Chloé/David/Emma/Finn/Grace/Hugo/Iris/Jack/Kim/Léa/Mia/Noah/Olga/Paul/Rosa/Sam/Tess/Zoë'.split(
    '/',
  );
const LAST_NAMES =
  'Smith/Jones/Müller/Garcia/Martin/Rossi/Novak/Silva/Brown/Lee/Kowalski/Dubois/Wang/Sato/Larsen/O’Brien'.split(
    '/',
  );
const STREETS =
  'High Street/Station Road/Rue de la Paix/Hauptstraße/Main St/Church Lane/Park Avenue/Mill Road'.split(
    '/',
  );
const PLACES = [
  ['London', "'SW1A 1AA", '', 'GB', 'England'],
  ['Paris', "'75008", '', 'FR', ''],
  ['Berlin', "'10115", 'BE', 'DE', 'Berlin'],
  ['New York', "'10001", 'NY', 'US', 'New York'],
  ['Toronto', 'M5V 2T6', 'ON', 'CA', 'Ontario'],
  ['Sydney', "'2000", 'NSW', 'AU', 'New South Wales'],
];
const GOODS =
  'Wireless Earbuds/Running Shoes/Desk Lamp/Yoga Mat/Coffee Beans 1kg/Steel Bottle/Phone Case/Backpack/Rain Jacket'.split(
    '/',
  );
const VARIANTS = ['Black', 'White', 'Red / S', 'Red / M', 'Blue, large', '2-pack', '12" wide'];

const money = (cents) => (cents / 100).toFixed(2);
const time = (second) =>
  `${new Date(second * 1000).toISOString().slice(0, 19).replace('T', ' ')} +0000`;
const written = (cell) => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

function buyer({next}, customers) {
  const number = Math.floor((next() / 4294967296) ** 2 * customers);
  const first = FIRST_NAMES[number % FIRST_NAMES.length];
  const last = LAST_NAMES[(number >> 4) % LAST_NAMES.length];
  const address = `${1 + (number % 250)} ${STREETS[(number >> 2) % STREETS.length]}`;
  const [city, zip, province, country, provinceName] = PLACES[number % PLACES.length];
  const phone = number % 3 ? '' : `+44 20 7946 ${String(number % 10000).padStart(4, '0')}`;
  return {
    email: `customer.${number}@example.com`,
    phone,
    provinceName,
    place: {
      Name: `${first} ${last}`,
      Street: number % 5 ? address : `${address}, Flat ${number % 40}`,
      Address1: address,
      Address2: number % 5 ? '' : `Flat ${number % 40}`,
      Company: number % 11 ? '' : `${last} & Sons, Ltd.`,
      City: city,
      Zip: zip,
      Province: province,
      Country: country,
      Phone: phone,
    },
  };
}

function goods({next}) {
  const good = GOODS[next() % GOODS.length];
  const variant = VARIANTS[next() % VARIANTS.length];
  const cents = 500 + (next() % 9000);
  return {
    'Lineitem quantity': String(1 + (next() % 3)),
    'Lineitem name': `${good} - ${variant}`,
    'Lineitem price': money(cents),
    'Lineitem compare at price': next() % 3 ? '' : money(cents + 1000),
    'Lineitem sku': `SKU-${10000 + (next() % 3000)}`,
    'Lineitem requires shipping': 'true',
    'Lineitem taxable': 'true',
    'Lineitem fulfillment status': next() % 20 ? 'fulfilled' : 'pending',
    'Lineitem discount': '0.00',
    Vendor: 'Example Goods',
  };
}

/** What is said of an order, in the row of its first line. */
function order({next}, {second, customers, lines}) {
  const {email, phone, provinceName, place} = buyer({next}, customers);
  const price = (line) => Number(line['Lineitem quantity']) * Number(line['Lineitem price']);
  const subtotal = Math.round(lines.reduce((sum, line) => sum + price(line), 0) * 100);
  const [total, tax, kind] = [subtotal + 495, Math.round(subtotal / 6), next() % 100];
  const status =
    kind < 90 ? 'paid' : (['refunded', 'partially_refunded', 'pending'][kind % 3] ?? '');
  const refund = {refunded: total, partially_refunded: Math.round(total / 3)}[status] ?? 0;
  const id = String(5_000_000_000_000 + second);
  return {
    Email: email,
    'Financial Status': status,
    'Paid at': status === 'pending' ? '' : time(second + 2),
    'Fulfillment Status': 'fulfilled',
    'Fulfilled at': time(second + 90_000),
    'Accepts Marketing': next() % 2 ? 'yes' : 'no',
    Currency: 'EUR',
    Subtotal: money(subtotal),
    Shipping: '4.95',
    Taxes: money(tax),
    Total: money(total),
    'Discount Code': next() % 9 ? '' : 'WELCOME10',
    'Discount Amount': '0.00',
    'Shipping Method': 'Standard shipping (3-5 days)',
    ...Object.fromEntries(Object.entries(place).map(([key, cell]) => [`Billing ${key}`, cell])),
    ...Object.fromEntries(Object.entries(place).map(([key, cell]) => [`Shipping ${key}`, cell])),
    Notes: next() % 25 ? '' : 'Please leave it with the neighbour,\nsecond floor.',
    'Cancelled at': next() % 60 ? '' : time(second + 4_000),
    'Payment Method': 'Shopify Payments',
    'Payment Reference': `c${id}.1`,
    'Refunded Amount': money(refund),
    'Outstanding Balance': '0.00',
    Id: id,
    'Risk Level': 'Low',
    Source: next() % 8 ? 'web' : 'pos',
    'Tax 1 Name': 'VAT 20%',
    'Tax 1 Value': money(tax),
    Phone: phone,
    'Billing Province Name': provinceName,
    'Shipping Province Name': provinceName,
    'Payment ID': `c${id}.1`,
    'Payment References': `c${id}.1`,
  };
}

/** Writes at least `rows` rows to the file `out`. */
export function generateShopify({rows, out, seed = 7}) {
  const dice = random(seed);
  const file = fs.openSync(out, 'w');
  let pending = `${HEADERS.join(',')}\n`;
  let [bytes, written_, number] = [0, 0, 1001];
  const flush = () => {
    bytes += fs.writeSync(file, pending);
    pending = '';
  };
  while (written_ < rows) {
    const second = FIRST_SECOND + Math.floor((written_ / rows) * SECONDS);
    const count = 1 + (dice.next() % 4 ? dice.next() % 2 : dice.next() % 5);
    const lines = Array.from({length: count}, () => goods(dice));
    const first = order(dice, {second, customers: Math.ceil(rows / 4), lines});
    for (const [index, line] of lines.entries()) {
      const common = {Name: `#${number}`, 'Created at': time(second), ...line};
      const cells = index ? common : {...first, ...common};
      pending += `${HEADERS.map((header) => written(cells[header] ?? '')).join(',')}\n`;
    }
    written_ += count;
    number++;
    if (pending.length > 1 << 22) flush();
  }
  flush();
  fs.closeSync(file);
  return {rows: written_, orders: number - 1001, bytes};
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const {rows = 1e5, out = 'shopify.csv', seed = 7} = readArgs();
  console.log(JSON.stringify(generateShopify({rows: Number(rows), out, seed: Number(seed)})));
}
