// The file that is measured: given, or made once in the work folder.
import fs from 'node:fs';
import path from 'node:path';
import {generate} from '../peers/gen.mjs';
import {workFolder} from '../peers/lib/paths.mjs';

export function ordersFile(args) {
  const rows = Number(args.rows ?? 1e6);
  const file = path.resolve(
    String(args.file ?? path.join(workFolder(args), 'data', `orders-${rows}.csv`)),
  );
  if (!fs.existsSync(file)) {
    fs.mkdirSync(path.dirname(file), {recursive: true});
    generate({rows, out: file});
  }
  return file;
}
