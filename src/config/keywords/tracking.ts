/** Lists of trackers, in instances and in groups of instances. */
import { entries, type KeywordRow, later } from './row.js';

/** The rows of one block; `whose` is what moves: "the priority", "the priority of every member". */
export function trackerRows(whose: string): readonly KeywordRow[] {
  return [
    entries('track_interface', `interfaces whose state moves ${whose}, or makes a FAULT`, {
      usage: '{ IF [weight -253..253 [reverse]] }',
      repeats: true,
    }),
    entries('track_script', `scripts whose result moves ${whose}, or makes a FAULT`, {
      usage: '{ SCRIPT [weight -253..253 [reverse | noreverse]] }',
      repeats: true,
    }),
    entries('track_file', `files whose number moves ${whose}, or makes a FAULT`, {
      usage: '{ FILE [weight -254..254 [reverse | noreverse]] }',
      repeats: true,
    }),
    entries('track_process', `processes whose running moves ${whose}, or makes a FAULT`, {
      usage: '{ PROCESS [weight -254..254 [reverse | noreverse]] }',
      repeats: true,
    }),
    later(
      'BFD sessions are not run: the priority does not follow them',
      entries('track_bfd', `BFD sessions whose state moves ${whose}, or makes a FAULT`, {
        usage: '{ BFD [weight -253..253 [reverse | noreverse]] }',
        repeats: true,
      }),
    ),
  ];
}
