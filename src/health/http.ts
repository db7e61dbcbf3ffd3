/**
 * `HTTP_GET` and `SSL_GET`: the request, and the judgement of its reply while it comes.
 *
 * This is not all of HTTP (RFC 9112): it is what keepalived asks for and expects. The reply ends when the server closes
 * the connection, and nothing else ends it. The status line needs a blank behind the code, the header ends with CR LF
 * CR LF, and the body is what follows, chunks and all.
 */
import { createHash, type Hash } from 'node:crypto';
import type { Result } from '../base/result.js';
import { BodySearch, type CompiledPattern } from './body-search.js';
import { ByteStore, bytesToText, quoteBytes } from './byte-store.js';
import { failed, type Outcome, WELL } from './outcome.js';
import type { HttpCheck, HttpUrl } from './settings.js';

/** A header longer than this is not waited for. */
export const LONGEST_HEADER = 0x1_0000;

const CR = 13;
const LF = 10;
/** CR LF CR LF. */
const HEADER_END_LENGTH = 4;

/** The whole request for one URL, in UTF-8. */
export function encodeHttpRequest(protocol: HttpCheck['protocol'], url: HttpUrl): Uint8Array {
  const version = protocol === '1.1' ? '1.1' : '1.0';
  const connection = protocol === '1.0' ? '' : 'Connection: close\r\n';
  const request = `GET ${url.path} HTTP/${version}\r\nUser-Agent: KeepAliveClient\r\n${connection}Host: ${url.host}\r\n\r\n`;
  return new TextEncoder().encode(request);
}

interface Header {
  /** Undefined: there is no status line. */
  readonly status: number | undefined;
  /** The value of `Content-Length`, where there is one that is a number. */
  readonly contentLength: number | undefined;
}

/** The reply to one request. Its memory is bounded, however long the reply. */
export class HttpReply {
  readonly #url: HttpUrl;
  readonly #search: BodySearch | undefined;
  readonly #hash: Hash | undefined;
  #head = new ByteStore();
  #header: Header | undefined;
  #bodyLength = 0;

  /** `pattern`: that of the URL, compiled; it is needed when the URL has one. */
  constructor(url: HttpUrl, pattern?: Result<CompiledPattern, string>) {
    this.#url = url;
    if (url.body !== undefined) {
      if (pattern === undefined) throw new Error(`the pattern of ${url.path} was not compiled`);
      this.#search = new BodySearch(url.body, pattern);
    }
    this.#hash = url.digest === undefined ? undefined : createHash('md5');
  }

  /** Takes what one read brought. An outcome is the last word: the connection can be closed. */
  feed(piece: Uint8Array): Outcome | undefined {
    if (this.#header !== undefined) {
      this.#takeBody(piece, piece);
      return undefined;
    }
    const before = this.#head.length;
    this.#head.append(piece);
    const end = findHeaderEnd(this.#head.view(), before - HEADER_END_LENGTH + 1);
    if (end < 0) {
      if (this.#head.length <= LONGEST_HEADER) return undefined;
      return failed('malformed', `the header is longer than ${LONGEST_HEADER} bytes`);
    }
    this.#header = decodeHeader(bytesToText(this.#head.view().subarray(0, end)));
    this.#head = new ByteStore();
    const body = piece.subarray(end - before);
    if (body.length > 0) this.#takeBody(body, piece);
    return undefined;
  }

  /** The server has closed the connection in order. */
  finish(): Outcome {
    if (this.#header === undefined) {
      const head = this.#head.view();
      if (head.length === 0) return failed('closed', 'the connection was closed without an answer');
      return failed('malformed', `the answer has no end of a header: ${quoteBytes(head)}`);
    }
    const outcome = this.#judge(this.#header);
    const remark = this.#compareLength(this.#header);
    return outcome.ok && remark !== undefined ? { ok: true, remark } : outcome;
  }

  /** `searched`: the first piece of a body is searched together with what came in the same read, as keepalived does. */
  #takeBody(body: Uint8Array, searched: Uint8Array): void {
    this.#search?.feed(searched);
    if (this.#hash !== undefined) {
      const left = (this.#header?.contentLength ?? Number.POSITIVE_INFINITY) - this.#bodyLength;
      if (left > 0) this.#hash.update(body.length > left ? body.subarray(0, left) : body);
    }
    this.#bodyLength += body.length;
  }

  #judge({ status }: Header): Outcome {
    if (status === undefined) return failed('malformed', 'the answer does not begin with a status line');
    if (!this.#url.statuses.some(({ first, last }) => first <= status && status <= last)) {
      return failed('denied', `${this.#url.path} answers with status ${status}`);
    }
    const digest = this.#hash?.digest('hex');
    if (digest !== this.#url.digest) {
      return failed('mismatch', `the MD5 digest of ${this.#url.path} is ${digest}, not ${this.#url.digest}`);
    }
    return this.#search?.finish() ?? WELL;
  }

  #compareLength({ contentLength }: Header): string | undefined {
    if (contentLength === undefined || contentLength === this.#bodyLength) return undefined;
    return `answered with ${this.#bodyLength} bytes of ${this.#url.path}, where Content-Length says ${contentLength}`;
  }
}

/** The offset behind the first CR LF CR LF that starts at `from` or later; -1: there is none. */
function findHeaderEnd(bytes: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(CR, Math.max(from, 0)); at >= 0; at = bytes.indexOf(CR, at + 1)) {
    if (bytes[at + 1] === LF && bytes[at + 2] === CR && bytes[at + 3] === LF) return at + HEADER_END_LENGTH;
  }
  return -1;
}

function decodeHeader(text: string): Header {
  const status = /^HTTP\/[^ \r\n]* (\d{3}) /.exec(text)?.[1];
  const length = /\r\ncontent-length:[ \t]*(\d{1,15})[ \t]*\r\n/i.exec(text)?.[1];
  return {
    status: status === undefined ? undefined : Number(status),
    contentLength: length === undefined ? undefined : Number(length),
  };
}
