/** Keywords of `track_group NAME { }`. */
import { entries, table } from './row.js';

export const TRACK_GROUP = table('track_group', [
  entries('group', 'instances that go to FAULT with the interface of a static object that names this group', {
    usage: '{ INSTANCE [INSTANCE...] }',
  }),
]);
