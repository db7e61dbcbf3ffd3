/** What packets a virtual server takes by protocol, and how it chooses a real server for them. */
import {
  SCHEDULER_FLAG_1,
  SCHEDULER_FLAG_2,
  SCHEDULER_FLAG_3,
  SCHEDULERS,
  type Scheduler,
  type TransportProtocol,
} from '../../../ipvs/settings.js';
import { didYouMean } from '../../hint.js';
import type { Statement } from '../../parser.js';
import type { Apply, BuildContext } from '../context.js';
import { readChoice } from '../values.js';
import type { VirtualServerDraft } from './draft.js';

export const APPLY_SCHEDULING: Apply<VirtualServerDraft> = {
  protocol: readProtocol,
  lb_algo: readScheduler,
  lvs_sched: readScheduler,
  'sh-port': schedulerFlag('sh', SCHEDULER_FLAG_2),
  'sh-fallback': schedulerFlag('sh', SCHEDULER_FLAG_1),
  'mh-port': schedulerFlag('mh', SCHEDULER_FLAG_2),
  'mh-fallback': schedulerFlag('mh', SCHEDULER_FLAG_1),
  'flag-1': rawFlag(SCHEDULER_FLAG_1),
  'flag-2': rawFlag(SCHEDULER_FLAG_2),
  'flag-3': rawFlag(SCHEDULER_FLAG_3),
  hashed: readHashed,
  ops: (draft, { at }) => {
    draft.onePacket = at;
  },
};

function readProtocol(draft: VirtualServerDraft, { words, at }: Statement, { diagnostics }: BuildContext): void {
  const word = words[0]!;
  const value = PROTOCOLS.get(word.text) ?? PROTOCOLS.get(word.text.toUpperCase());
  if (value !== undefined) draft.protocol = { value, at };
  else {
    draft.protocolFailed = true;
    const text = `\`protocol\` is TCP, UDP or SCTP, not \`${word.text}\`; the line is ignored`;
    const hint = didYouMean(word.text, ['TCP', 'UDP', 'SCTP']);
    diagnostics.error(word.at, 'choice-unknown', text, { hint });
  }
}

const PROTOCOLS: ReadonlyMap<string, TransportProtocol> = new Map([
  ['TCP', 'tcp'],
  ['UDP', 'udp'],
  ['SCTP', 'sctp'],
]);

function readScheduler(draft: VirtualServerDraft, statement: Statement, { diagnostics }: BuildContext): void {
  const name = readChoice(statement, diagnostics);
  if (isScheduler(name)) draft.scheduler = name;
  else draft.schedulerFailed = true;
}

const KNOWN_SCHEDULERS: ReadonlySet<string | undefined> = new Set(SCHEDULERS);

function isScheduler(name: string | undefined): name is Scheduler {
  return KNOWN_SCHEDULERS.has(name);
}

function rawFlag(flag: number): Apply<VirtualServerDraft>[string] {
  return draft => {
    draft.schedulerFlags |= flag;
  };
}

/** A flag by the name it has for one scheduler, which must be set above. */
function schedulerFlag(scheduler: 'sh' | 'mh', flag: number): Apply<VirtualServerDraft>[string] {
  return (draft, { row, at }, { diagnostics }) => {
    if (draft.scheduler === scheduler) {
      draft.schedulerFlags |= flag;
      return;
    }
    const text = `\`${row.name}\` belongs to the scheduler ${scheduler}, ${schedulerAbove(draft)}; the line is ignored`;
    const hint = `set \`lb_algo ${scheduler}\` above it`;
    // keepalived lets the flags of one hashing scheduler pass in silence for the other.
    if (isHashing(draft)) diagnostics.warning(at, 'scheduler-flag', text, { hint });
    else diagnostics.error(at, 'scheduler-flag', text, { hint });
  };
}

function readHashed(draft: VirtualServerDraft, { at }: Statement, { diagnostics }: BuildContext): void {
  const text = '`hashed` does nothing; the line is ignored';
  if (isHashing(draft)) diagnostics.warning(at, 'scheduler-flag', text);
  else diagnostics.error(at, 'scheduler-flag', text);
}

function isHashing({ scheduler }: VirtualServerDraft): boolean {
  return scheduler === 'sh' || scheduler === 'mh';
}

function schedulerAbove({ scheduler }: VirtualServerDraft): string {
  return scheduler === undefined ? 'but none is set above' : `but ${scheduler} is set above`;
}
