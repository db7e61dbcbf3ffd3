/** What the protocol and the configuration allow an event to cost a client, computed from the two configuration files. */

export interface Allowances {
  /** The web server dies, the agent lives: the check must notice, then the backup must take over. */
  readonly serverDeath: number;
  /** The master falls silent. */
  readonly linkCut: number;
  /** The master says goodbye. */
  readonly gracefulStop: number;
  /** A better master returns and preempts: both serve until one yields. */
  readonly preemption: number;
}

/** In ms, without tolerance. The timers are those of RFC 3768 6.1 (v2) and RFC 9568 6.1 (v3). */
export function allowances(masterConf: string, backupConf: string): Allowances {
  const interval = number(backupConf, 'advert_int', 1) * 1_000;
  const unit = number(backupConf, 'version', 2) === 2 ? 1_000 : interval;
  const skew = ((256 - number(backupConf, 'priority', 100)) * unit) / 256;
  const masterDown = 3 * interval + skew;
  const check = number(masterConf, 'interval', 1) * 1_000;
  const patience = number(masterConf, 'timeout', check / 1_000) * 1_000;
  const notice = number(masterConf, 'fall', 1) * check + patience;
  return { serverDeath: notice + masterDown, linkCut: masterDown, gracefulStop: skew, preemption: 0 };
}

function number(text: string, keyword: string, otherwise: number): number {
  const found = new RegExp(`^\\s*${keyword}\\s+(\\d+(?:\\.\\d+)?)`, 'm').exec(text)?.[1];
  return found === undefined ? otherwise : Number(found);
}
