/**
 * A story is what happens to one node of a pair: its configuration, and events with the state they lead to. It is played
 * twice at once, by real keepalived and by Holdfast (twins.ts), and what a bystander sees is compared after every event.
 */
import type { NodeSpec } from '../lib/network.js';
import type { Twin } from './twin.js';

export type State = 'MASTER' | 'BACKUP' | 'FAULT' | 'STOP';

/** What an event is waited for with, in both twins; all of it together. */
export interface Outcome {
  /** By instance, as the FIFO last told it since the agent's start. */
  readonly states: Readonly<Record<string, State>>;
  /** Priority of the node's latest advert. */
  readonly priority?: number;
  /** How often an address has been announced (gratuitous ARP or neighbour advertisement) since the event, at least. */
  readonly announced?: Readonly<Record<string, number>>;
  /** Addresses the node has now. */
  readonly carries?: readonly string[];
  /** Addresses the node has not. */
  readonly lacks?: readonly string[];
  /** Adverts of the node since the event, at least, whatever their priority. */
  readonly adverts?: number;
  /** Nothing that the node sends is heard by anybody. */
  readonly isCutOff?: boolean;
  /** How long it takes depends on when the program was ready. */
  readonly isUntimed?: boolean;
  /** A line that the FIFO has told since the event, for what is no state. */
  readonly told?: string;
}

/** Something that is done to a twin. */
export interface Act {
  readonly title: string;
  /** It starts the program, whose own time until it is ready is nobody's business here. */
  readonly isStart?: boolean;
  /** What takes time and is no part of the event. */
  prepare?(twin: Twin): Promise<void>;
  perform(twin: Twin): Promise<void>;
}

export interface Step {
  readonly when: Act;
  readonly until: Outcome;
}

export interface Story {
  readonly title: string;
  /** keepalived.conf; `{dir}` stands for the node's directory. */
  readonly config: string;
  /** Done before the agent starts. */
  readonly given?: readonly Act[];
  /** Where the start leads. */
  readonly start: Outcome;
  readonly steps: readonly Step[];
  /** The pair on one wire unless given; alpha is the node under test, bravo its neighbour. */
  readonly nodes?: readonly NodeSpec[];
  /** Further command line options of the agent. */
  readonly extra?: readonly string[];
}

/** The only instance is in a state, and more. */
export const is = (state: State, more: Omit<Outcome, 'states'> = {}): Outcome => ({ states: { VI_1: state }, ...more });

/** Several instances are, by name. */
export const are = (states: Readonly<Record<string, State>>, more: Omit<Outcome, 'states'> = {}): Outcome => ({
  states,
  ...more,
});
