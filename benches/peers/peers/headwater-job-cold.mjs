// The job for a visitor who drops a file before the page had an idle moment: nothing was prepared.
export {init, run} from './headwater-job.mjs';

export const name = 'headwater (the job alone, unprepared)';
