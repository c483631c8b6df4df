/** The four states of the page, as what is drawn in each. */

import {html, nothing} from 'lit';
import {isWithoutKey} from '../errors.js';
import {describe} from './problem.js';
import {ABOUT_COLUMNS, namesOf} from './work.js';

/** @typedef {import('./runner.js').Runner} Runner */
/** @typedef {import('./workbench.js').HeadwaterWorkbench} HeadwaterWorkbench */

/**
 * @typedef {(
 *   ctx: import('./context.js').Ctx,
 *   runner: Runner,
 *   workbench: Pick<HeadwaterWorkbench, 'over' | 'sample'>,
 * ) => import('lit').TemplateResult} Screen
 */

/** @type {Screen} */
function start(ctx, _runner, {over, sample}) {
  return html`<headwater-drop .ctx=${ctx} .over=${over} .sample=${sample}></headwater-drop>`;
}

/** @type {Screen} */
function working(ctx, runner) {
  const {progress, tried} = runner;
  return html`<headwater-progress
    .ctx=${ctx}
    .progress=${progress}
    .files=${namesOf(tried.files)}
  ></headwater-progress>`;
}

/** What another encoding, delimiter or order of days may cure. */
const AS_READ = [...ABOUT_COLUMNS, 'no-header', 'no-records', 'unsupported-encoding'];

/** What less of a file may cure. */
const TOO_LARGE = ['will-not-fit', 'out-of-memory'];

/** @type {Screen} */
function problem(ctx, runner, {sample}) {
  const {problem, tried, report, sales} = runner;
  const {t} = ctx;
  const columns = mapping(ctx, runner);
  const again = AS_READ.includes(problem?.code ?? '')
    ? html`<headwater-read-again .ctx=${ctx} .manner=${tried.manner}></headwater-read-again>`
    : nothing;
  // What the operator changed themselves is what they will want to change back.
  const isChanged = Object.entries(tried.manner).some(
    ([key, value]) => key !== 'customers' && value !== undefined,
  );
  return html`<div class="stack">
    <headwater-problem
      .ctx=${ctx}
      .problem=${problem}
      .files=${namesOf(tried.files)}
    ></headwater-problem>
    ${
      (report ?? sales)
        ? html`<button type="button" @click=${() => runner.back()}>${t('app.back')}</button>`
        : nothing
    }
    ${isChanged ? again : nothing}
    ${isWithoutKey(problem) ? html`<headwater-no-key .ctx=${ctx}></headwater-no-key>` : nothing}
    ${
      TOO_LARGE.includes(problem?.code ?? '')
        ? html`<headwater-fit .ctx=${ctx} .problem=${problem} .tried=${tried}></headwater-fit>`
        : nothing
    }
    ${columns} ${isChanged ? nothing : again}
    <headwater-drop compact .ctx=${ctx} .sample=${sample}></headwater-drop>
  </div>`;
}

/** @param {import('./context.js').Ctx} ctx @param {Runner} runner */
function mapping(ctx, {problem, seen, tried}) {
  if (seen.columns.length === 0) return nothing;
  // Of an export that is known to name nobody, no look of a column makes it a customer.
  const isNobody = problem?.code === 'no-customer-key';
  const candidates = seen.candidates.filter(({field}) => !isNobody || field !== 'customer');
  return html`<headwater-mapping
    .ctx=${ctx}
    .columns=${seen.columns}
    .candidates=${candidates}
    .fingerprint=${seen.fingerprint}
    .mapping=${tried.mapping}
    .nobody=${tried.manner.customers === 'none'}
  ></headwater-mapping>`;
}

/** @type {Screen} */
function result(ctx, runner) {
  const {report, sales, book, busy, problem, shown} = runner;
  const notice = problem ? describe(problem, ctx) : undefined;
  return html`<headwater-result
    exportparts="nav, section, tiles, tile, table, chart"
    .ctx=${ctx}
    .report=${report}
    .sales=${sales}
    .work=${shown}
    .book=${book}
    .busy=${busy}
    .notice=${notice ? `${notice.what} ${notice.remedy}` : ''}
  ></headwater-result>`;
}

/** @type {Readonly<Record<import('./runner.js').Phase, Screen>>} */
export const SCREENS = Object.freeze({start, working, problem, result});
