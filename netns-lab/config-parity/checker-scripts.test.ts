/** Scripts of `MISC_CHECK` and the security of scripts: the real `keepalived -t` and ours. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { testParity } from '../lib/config-parity.js';

const SECURE = '  enable_script_security\n';
const ROOT = '  script_user root\n';

/** A script that anybody may change. */
const directory = mkdtempSync(join(tmpdir(), 'holdfast-script-'));
const weak = join(directory, 'weak');
writeFileSync(weak, '#!/bin/sh\n');
chmodSync(directory, 0o755);
chmodSync(weak, 0o777);
after(() => rmSync(directory, { recursive: true }));

function misc(path: string, globals = ''): string {
  const head = 'virtual_server 10.0.0.1 80 {\n  protocol TCP\n  lb_algo rr\n  lb_kind NAT\n  delay_loop 6\n';
  const checker = `    MISC_CHECK {\n${path === '' ? '' : `      misc_path ${path}\n`}    }\n`;
  return `global_defs {\n  router_id a\n${globals}}\n${head}  real_server 10.77.0.2 80 {\n${checker}  }\n}\n`;
}

testParity(
  {
    'a script without enable_script_security': misc('/bin/true'),
    'a script by its bare name, without it': misc('true'),
    'a script that does not exist, without it': misc('/no/such'),
    'a bare name that does not exist, without it': misc('nosuchprogram'),
    'no script, without it': misc(''),
    'a file that is no program, without it': misc('/etc/passwd', ROOT),
    'a directory, without it': misc('/etc', ROOT),
    'a script that anybody may change, without it': misc(weak, ROOT),
    'a script that anybody may change': misc(weak, SECURE + ROOT),
    'a file that is no program': misc('/etc/passwd', SECURE + ROOT),
    'a script and nobody to run it': misc('/bin/true', SECURE),
    'a script and an unknown script_user': misc('/bin/true', `${SECURE}  script_user nosuchuser\n`),
    'security asked for below': `${misc('/bin/true', ROOT)}global_defs {\n${SECURE}}\n`,
  },
  { globals: '' },
);
