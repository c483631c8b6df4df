// The whole report for a visitor who drops a file before the page had an idle moment: nothing was prepared.
export {init, run} from './headwater.mjs';

export const name = 'headwater (whole report, unprepared)';
