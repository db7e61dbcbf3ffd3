/** What a mail about a virtual or real server says: keepalived's subjects and bodies, which filters know. */
import type { LvsEvent } from '../ipvs/pool/effect.js';
import type { Letter } from './mail.js';

/** Undefined: the event is not mailed. */
export function lvsLetterOf(event: LvsEvent, routerId: string): Letter | undefined {
  if (event.mailText === undefined) return undefined;
  const { virtualServerName, up, mailText } = event;
  const whose =
    event.kind === 'quorum'
      ? `Virtualserver ${virtualServerName}`
      : `Realserver ${event.realServerName} of virtual server ${virtualServerName}`;
  return { subject: `[${routerId}] ${whose} - ${up ? 'UP' : 'DOWN'}`, body: `=> ${mailText} <=` };
}
