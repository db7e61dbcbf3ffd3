/** `config_save_dir`, beside keepalived: a copy of what was read, at the start and at each reload. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { conf } from '../lib/conf-text.js';
import { withLab } from '../lib/lab.js';
import { single, VIP } from '../topology/pair.js';

const WITHIN = 10_000;
const SECOND_VIP = '10.77.0.101';

/** The lines of a configuration without what differs from writer to writer: indentation, comments, empty lines. */
function lines(path: string): string[] {
  const text = readFileSync(path, 'latin1').split('\n');
  return text.map(line => line.trim()).filter(line => line !== '' && !/^[#!]/.test(line));
}

describe('copies of the configuration', { concurrency: 2 }, () => {
  for (const kind of ['keepalived', 'holdfast'] as const) {
    test(`${kind}: there is one of each that was read, with what it includes`, () =>
      withLab(single, async lab => {
        const at = (name: string) => join(lab.directoryOf('alpha'), name);
        writeFileSync(at('more.conf'), '# what is included\nscript_user root # and a word\n');
        const config = (vips: readonly string[]) =>
          `$PLACE=lab\n${conf({
            version: 3,
            advertInt: 0.1,
            priority: 255,
            vips,
            globals: `config_save_dir ${at('saved')}\ninclude ${at('more.conf')}\nsmtp_helo_name $PLACE`,
          })}`;
        const agent = lab.agent('alpha', kind, config([VIP]));
        await lab.heldBy(VIP, ['alpha'], WITHIN);
        agent.reload(config([VIP, SECOND_VIP]));
        await lab.heldBy(SECOND_VIP, ['alpha'], WITHIN);
        const copies = () => readdirSync(at('saved')).filter(name => name.startsWith('keepalived.conf.'));
        const expected = [`keepalived.conf.${agent.pid}.0`, `keepalived.conf.${agent.pid}.1`];
        await lab.eventually('two copies', () => copies().sort(), expected, WITHIN);
        assert.equal(statSync(at('saved')).mode & 0o077, 0, 'nobody else reads them');
        const [first, second] = expected.map(name => lines(join(at('saved'), name)));
        assert.ok(first !== undefined && second !== undefined);
        for (const line of ['script_user root', VIP]) assert.ok(first.includes(line), line);
        // keepalived keeps definitions as they are written; a copy says more when it has what they stand for.
        if (kind === 'holdfast') assert.ok(first.includes('smtp_helo_name lab'));
        const fresh = second.filter(line => !first.includes(line));
        assert.deepEqual(fresh, [SECOND_VIP]);
      }));
  }
});
