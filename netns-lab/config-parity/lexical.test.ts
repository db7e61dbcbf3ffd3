// biome-ignore-all lint/suspicious/noTemplateCurlyInString: `${NAME}` is syntax of the configuration language here
/** Lines, words, quotes, braces, includes, definitions, conditions, sequences: the real `keepalived -t` and ours. */
import { testParity } from '../lib/config-parity.js';

const HEAD = '  interface eth0\n  virtual_router_id 51\n';
const VIPS = '  virtual_ipaddress {\n    10.0.0.1/24\n  }\n';

/** An instance with these lines in it, between its head and its addresses. */
function instance(lines = '', name = 'V'): string {
  return `vrrp_instance ${name} {\n${HEAD}${lines}${VIPS}}\n`;
}

const fill = (length: number) => 'x'.repeat(length);

testParity(
  {
    // Comments
    'a comment line': instance('# priority 0\n! priority 0\n'),
    'a comment in the middle of a word': instance('  priority 10#0\n'),
    'a comment that leaves no value': instance('  priority #100\n'),
    'an exclamation mark in the middle of a word': instance('  priority 100!x\n'),
    'a comment sign in quotes': instance('  notify_master "/bin/echo # x"\n'),
    'a double quote in single quotes': instance("  notify_master '/bin/echo \"'\n"),
    'two double quotes in single quotes': instance('  notify_master \'/bin/echo "x"\'\n'),
    'a comment sign in single quotes': instance("  notify_master '/bin/echo # x'\n"),
    'a comment behind a brace': instance('  track_interface { # eth1\n eth1 # }\n  } # {\n'),
    'an escaped comment sign': instance('  priority 100\\#1\n'),
    'a backslash at the end': instance('  priority 100 \\\n  nopreempt\n'),
    'slashes are no comment': instance('  // priority 100\n'),
    'slashes behind a value': instance('  priority 100 // best\n'),
    // Quotes
    'a quoted number': instance('  priority "100"\n'),
    'a quote that begins a word in the middle': instance('  priority 1"00"\n'),
    'an empty word': instance('  priority ""\n'),
    'an empty word for a name': 'vrrp_instance "" {\n}\n',
    'a blank inside a quoted word': instance('  priority "1 00"\n'),
    'three quotes': instance('  priority "100" "\n'),
    'single quotes around a number': instance("  priority '100'\n"),
    'a quoted brace': instance('  notify_master "/bin/echo {"\n'),
    'a quoted keyword': instance('  "priority" 100\n'),
    'a backslash in quotes': instance('  notify_master "/bin/echo \\" x"\n'),
    // Braces
    'the brace on the next line': `vrrp_instance V\n{\n${HEAD}${VIPS}}\n`,
    'the brace two lines down': `vrrp_instance V\n\n# x\n{\n${HEAD}${VIPS}}\n`,
    'the brace glued to the name': `vrrp_instance V{\n${HEAD}${VIPS}}\n`,
    'everything on few lines': `vrrp_instance V {interface eth0\nvirtual_router_id 51}`,
    'a closing brace behind text': instance('  track_interface {\n    eth1 }\n'),
    'two blocks on one line': instance('  track_interface { eth1 } priority 0\n'),
    'a block inside a list': instance('  track_interface {\n    eth1 {\n    }\n  }\n'),
    'two opening braces': instance('  track_interface { {\n    eth1\n  } }\n'),
    'an extra brace in an instance': instance('  }\n'),
    'an extra brace between blocks': `${instance()}}\n${instance('', 'W').replace('51', '52')}`,
    'only a brace': '}\n',
    'only an opening brace': '{\n',
    'a list without its opening brace': instance('  track_interface\n    eth1\n  }\n'),
    'a list without a brace': instance('  track_interface\n    eth1\n'),
    'a block without a brace and without an end': 'vrrp_instance V\n',
    'words before the brace of a list': instance('  track_interface now {\n    eth1\n  }\n'),
    'an end of file in a list': `vrrp_instance V {\n${HEAD}  virtual_ipaddress {\n    10.0.0.1/24\n`,
    'an unknown block at the top': `foo {\n  bar 1\n}\n${instance()}`,
    'an unknown block with a block': `foo {\n  bar {\n    priority 1\n  }\n}\n${instance()}`,
    'no final newline': instance().trimEnd(),
    'tabs and blanks': instance('\t  priority\t \t150   \t\n'),
    'an upper-case keyword': instance('  PRIORITY 100\n'),
    'a shortened keyword': instance('  prio 100\n'),
    'an extra word': instance('  priority 100 200\n'),
    'an extra word behind a flag': instance('  nopreempt now\n'),
    // Long and strange lines
    'a line that just fits': instance(`  priority 100 #${fill(1_022 - 16)}\n`),
    'a byte that is no UTF-8': instance('  # \xff\xfe\n'),
    'a form feed': instance('  priority\f0\n'),
    'a vertical tab': instance('\v  priority\v0\n'),
    'a carriage return in the middle': instance('  priority\r0\n'),
    'a control character': instance('  priority\x01 100\n'),
    // Numbers
    'a leading zero': instance('  priority 0100\n'),
    'a plus sign': instance('  priority +100\n'),
    'a minus sign': instance('  priority -100\n'),
    'a hexadecimal number': instance('  priority 0x64\n'),
    'a number beyond 64 bits': instance('  priority 99999999999999999999\n'),
    'a decimal where none belongs': instance('  priority 100.5\n'),
    'a decimal without digits before the point': instance('  version 3\n  advert_int .5\n'),
    'a decimal without digits behind the point': instance('  version 3\n  advert_int 5.\n'),
    'an exponent': instance('  version 3\n  advert_int 1e1\n'),
    'a decimal comma': instance('  version 3\n  advert_int 1,5\n'),
    'seven decimals': instance('  version 3\n  advert_int 0.1000001\n'),
    'a point alone': instance('  version 3\n  advert_int .\n'),
    'two points': instance('  version 3\n  advert_int 1.5.0\n'),
    'a negative time': instance('  version 3\n  advert_int -1\n'),
    // Conditions
    'a condition that holds': instance('  @^other priority 0\n'),
    'a condition before a brace': `@^other vrrp_instance V {\n${HEAD}${VIPS}@^other }\n`,
    'a condition without a line': instance('  @other\n'),
    'a second condition in a line': instance('  @^other @other priority 0\n'),
    'a condition that keeps a mistake away': instance('  @other bogus {\n'),
    // Definitions
    'a definition': `$P=100\n${instance('  priority $P\n')}`,
    'a definition in braces': `$P=10\n${instance('  priority ${P}0\n')}`,
    'a definition that is used before it is made': `${instance('  priority $P\n')}$P=100\n`,
    'an unknown definition': instance('  priority $P\n'),
    'an unknown definition in braces': instance('  priority ${P}\n'),
    'a definition with a blank before the sign': `$P =100\n${instance()}`,
    'a definition that refers to another': `$A=1\n$P=\${A}00\n${instance('  priority $P\n')}`,
    'a definition of several lines': `$B=priority 150\\\n  nopreempt\\\n  advert_int 2\n${instance('  $B\n')}`,
    'a definition of several lines with a mistake': `$B=priority 150\\\n  bogus\n${instance('  $B\n')}`,
    'a definition with a comment sign': `$P=100#5\n${instance('  priority $P\n')}`,
    'a definition in the middle of a word': `$P=5\n${instance('  priority 1$P\n')}`,
    'a definition before a comma': `$P=5\n${instance('  priority $P,\n')}`,
    'a built-in name': instance('  notify_master "/bin/echo ${_INSTANCE} ${_PWD}"\n'),
    'a hash sign by name': instance('  notify_master "/bin/echo ${_HASH}"\n'),
    // Sequences
    'a sequence': instance('~SEQ(i, 1, 3) track_interface { eth${i} }\n'),
    'a sequence of numbers': `${instance()}~SEQ(i, 52, 54) vrrp_instance W\${i} { interface eth0\n`,
    'a sequence without parentheses': `~SEQ i, 1, 2 x\n${instance()}`,
    'a sequence that goes the wrong way': `~SEQ(i, 3, 1, 1) x\n${instance()}`,
    'a sequence in lower case': `~seq(i, 1, 2) x\n${instance()}`,
    'a hexadecimal sequence below zero': `~SEQx(i, -1, 2) x\n${instance()}`,
    'a list': instance('~LST(p, 0, 300) priority ${p}\n'),
    'a list of pairs': instance('~LST({a,b}, {1,2}, {3,4}) priority ${a}${b}\n'),
    'a list of pairs with too many values': `~LST({a,b}, {1,2,3}) x\n${instance()}`,
    // Includes
    'an include of a file that is there': `include part.inc\n${instance('', 'W').replace('51', '52')}`,
    'an include of a mistake': 'include broken.inc\n',
    'an include inside a block': instance('  include lines.inc\n'),
    'a checked include of a file that is there': 'includea part.inc\n',
    'an include of a directory': `include /tmp\n${instance()}`,
    'a checked include of a directory': `includer /tmp\n${instance()}`,
    'an include of alternatives': `include {part,missing}.inc\n`,
    'an include that must match all alternatives': `includeb {part,missing}.inc\n`,
    'an include with an unknown letter': `includex part.inc\n${instance()}`,
    'an include without a name': `include\n${instance()}`,
    'a wildcard that matches nothing': `includem none*.inc\n${instance()}`,
    'a wildcard that must match': `includew none*.inc\n${instance()}`,
    'an include check with an unknown word': `global_defs {\n  include_check bogus\n}\n${instance()}`,
    'an include check that fails': `global_defs {\n  include_check\n}\ninclude missing.inc\n${instance()}`,
    'an include check taken back': `global_defs {\n  include_check read -read\n}\ninclude /tmp\n${instance()}`,
  },
  {
    placedElsewhere: {
      'a list without its opening brace': 'keepalived names what the closing brace breaks further down',
    },
    beside: {
      'part.inc': instance(),
      'lines.inc': '  priority 150\n  nopreempt\n',
      'broken.inc': '\n\nbogus\n',
    },
  },
);
