/** @file What scripts/counts has counted. */
import {readFileSync} from 'node:fs';
import {join} from 'node:path';

/** The stages, as functions of the module `counted` in benches/counts. */
export const STAGES = ['scan', 'read', 'read_wide', 'sort', 'pool', 'segment', 'fit', 'value'];

/** @param {string} folder The instructions of each stage, by what callgrind_annotate wrote there. */
export function countStages(folder) {
  const functions = readFileSync(join(folder, 'functions'), 'utf8');
  /** @type {Record<string, number>} */
  const instructions = {};
  for (const stage of STAGES) {
    const line = new RegExp(`^ *([\\d,]+) .*headwater_counts::counted::${stage}\\b`, 'm').exec(
      functions,
    );
    if (!line?.[1]) throw new Error(`counts: callgrind has not seen ${stage}`);
    instructions[stage] = Number(line[1].replaceAll(',', ''));
  }
  return instructions;
}
