/**
 * Runs in the guest: writes the outcome of every story as one line of JSON, at once and through to the host, so that
 * those of before a crash are known. The text that a reporter answers goes to the console.
 */
import { appendFileSync } from 'node:fs';
import type { TestEvent } from 'node:test/reporters';
import { inspect } from 'node:util';

/** A story that was told. */
export interface Outcome {
  readonly name: string;
  readonly seconds: number;
  /** What went wrong; undefined when nothing did. */
  readonly failure?: string;
}

export default async function* report(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  const path = process.env.HOLDFAST_STORY_REPORT;
  if (path === undefined) throw new Error('HOLDFAST_STORY_REPORT names no file for the outcomes of the stories');
  for await (const event of events) {
    if (event.type !== 'test:pass' && event.type !== 'test:fail') continue;
    const { name, details } = event.data;
    // A suite fails with its stories, which speak for themselves, unless it is its own fault.
    const error = event.type === 'test:fail' ? event.data.details.error : undefined;
    if (details.type === 'suite' && (error === undefined || isOfStories(error))) continue;
    const outcome: Outcome = {
      name,
      seconds: details.duration_ms / 1_000,
      ...(error === undefined ? {} : { failure: inspect(error.cause ?? error) }), // node:test wraps what was thrown
    };
    // `s`: on the host's disk before anything else happens, for a guest that crashes loses what it was still to write.
    appendFileSync(path, `${JSON.stringify(outcome)}\n`, { flag: 'as' });
    yield `${event.type} ${name}\n`;
  }
}

/** Whether a suite failed because one of its stories did. */
const isOfStories = (error: Error) => 'failureType' in error && error.failureType === 'subtestsFailed';
