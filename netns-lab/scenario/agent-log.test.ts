/** A log nobody reads: lines may be lost, adverts may not. */
import assert from 'node:assert/strict';
import { closeSync, constants, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { conf } from '../lib/conf-text.js';
import { type Lab, withLab } from '../lib/lab.js';
import { ALPHA, single, VIP } from '../topology/pair.js';

/** A pipe that is full already and that nobody will read, ready for a blocking writer. */
async function fullPipe(lab: Lab): Promise<number> {
  const path = join(lab.directory, 'pipe');
  await lab.run('alpha', ['mkfifo', path]);
  const filler = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
  lab.onClose(() => closeSync(filler));
  const fill = (size: number) => {
    try {
      for (;;) writeSync(filler, Buffer.alloc(size, 10));
    } catch (error) {
      assert.equal((error as NodeJS.ErrnoException).code, 'EAGAIN');
    }
  };
  fill(4_096);
  fill(1);
  return openSync(path, constants.O_WRONLY);
}

test('a log into a full pipe delays neither the election nor the adverts nor the end', () =>
  withLab(single, async lab => {
    const output = await fullPipe(lab);
    const agent = lab.agent('alpha', 'holdfast', conf({ version: 3, advertInt: 0.1, priority: 100 }), { output });
    closeSync(output);
    await lab.heldBy(VIP, ['alpha'], 8_000);
    await lab.eventually('adverts go on', () => lab.sniffer.adverts(ALPHA.address).length >= 20, true, 8_000);
    await lab.network.ip('alpha', 'link set eth0 down\n');
    await lab.heldBy(VIP, [], 4_000);
    await lab.network.ip('alpha', 'link set eth0 up\n');
    await lab.heldBy(VIP, ['alpha'], 4_000);
    let ended = false;
    const exit = agent.stop().then(result => {
      ended = true;
      return result;
    });
    await lab.eventually('it ends', () => ended, true, 8_000);
    assert.deepEqual(await exit, { status: 0, signal: null });
    assert.equal(lab.sniffer.adverts(ALPHA.address).at(-1)?.priority, 0);
  }));
