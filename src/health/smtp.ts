/**
 * `SMTP_CHECK`: greeting, HELO, QUIT (RFC 5321 4.1.1). As with keepalived, the replies to the first two are single
 * lines with the code, a blank and a text; the reply to QUIT may say anything, but must come.
 */
import { ByteStore, quoteBytes } from './byte-store.js';
import { failed, type Outcome, WELL } from './outcome.js';

const LF = 10;
const CR = 13;
const BLANK = 32;
/** RFC 5321 4.5.3.1.5 asks for 512; some servers say more. */
export const LONGEST_REPLY = 4096;

/** What is waited for. */
type Stage = 'greeting' | 'helo' | 'quit';

const EXPECTED_CODE = { greeting: '220', helo: '250' } as const;
const NAMES: Readonly<Record<Stage, string>> = { greeting: 'greeting', helo: 'reply to HELO', quit: 'reply to QUIT' };

/** What is to be done after bytes came: send something, or take the outcome and close; neither: wait for more. */
export interface SmtpMove {
  readonly send?: Uint8Array;
  readonly outcome?: Outcome;
}

const WAIT: SmtpMove = Object.freeze({});

/** One conversation. Nothing is sent before the greeting has come. */
export class SmtpDialogue {
  readonly #heloName: string;
  readonly #received = new ByteStore();
  #stage: Stage = 'greeting';

  constructor(heloName: string) {
    this.#heloName = heloName;
  }

  /** Takes what one read brought. After an outcome there is no more to feed. */
  feed(piece: Uint8Array): SmtpMove {
    this.#received.append(piece);
    const end = this.#received.view().indexOf(LF);
    if (end < 0) {
      if (this.#received.length <= LONGEST_REPLY) return WAIT;
      return { outcome: failed('malformed', `the ${NAMES[this.#stage]} is longer than ${LONGEST_REPLY} bytes`) };
    }
    const received = this.#received.view();
    const line = received.slice(0, end > 0 && received[end - 1] === CR ? end - 1 : end);
    if (this.#stage === 'quit') return { outcome: WELL };
    if (!isReply(line, EXPECTED_CODE[this.#stage])) return { outcome: this.#refusal(line) };
    // A reply before the question is no reply: what follows the line in the same read is not believed.
    this.#received.drop(received.length);
    return { send: this.#nextCommand() };
  }

  /** The server has closed the connection. */
  finish(): Outcome {
    if (this.#stage === 'quit' && this.#received.length > 0) return WELL;
    return failed('closed', `the connection was closed before the ${NAMES[this.#stage]}`);
  }

  /** Time is up. */
  expire(): Outcome {
    return failed('timeout', `the ${NAMES[this.#stage]} did not come in time`);
  }

  #nextCommand(): Uint8Array {
    const text = this.#stage === 'greeting' ? `HELO ${this.#heloName}\r\n` : 'QUIT\r\n';
    this.#stage = this.#stage === 'greeting' ? 'helo' : 'quit';
    return new TextEncoder().encode(text);
  }

  #refusal(line: Uint8Array): Outcome {
    const stage = this.#stage === 'greeting' ? 'greeting' : 'helo';
    return failed(
      'denied',
      `the ${NAMES[stage]} is ${quoteBytes(line)}, not a single line \`${EXPECTED_CODE[stage]} ...\``,
    );
  }
}

function isReply(line: Uint8Array, code: string): boolean {
  for (let i = 0; i < code.length; i++) if (line[i] !== code.charCodeAt(i)) return false;
  return line[code.length] === BLANK;
}
