/**
 * What the devices of instances are called. keepalived's rules: a name that is configured; the name that a matching
 * device has already, so that one a crash left behind is taken up again; otherwise `PREFIX.VRID`, for IPv6 then
 * `PREFIX6.VRID`, then `PREFIX1.VRID`, `PREFIX2.VRID` and so on. A device keeps its name as long as it is asked for.
 */
import type { VirtualMacSettings } from '../../../config/settings.js';
import { type DeviceRequest, deviceRequests } from '../../../vrrp/devices.js';
import type { InstanceSettings } from '../../../vrrp/settings.js';

/** A device and its name. */
export interface AllottedDevice {
  readonly request: DeviceRequest;
  readonly name: string;
}

/** What is known of the links that exist. */
export interface ExistingLinks {
  has(name: string): boolean;
  /** The name of a link that could be the device asked for. */
  matching(request: DeviceRequest): string | undefined;
}

export interface Allotment {
  /** By `DeviceRequest.key`. */
  readonly devices: ReadonlyMap<string, AllottedDevice>;
  /** Why an instance cannot have what it asks for, by its name: another one has it. */
  readonly conflicts: ReadonlyMap<string, string>;
}

/** IFNAMSIZ without its terminator. */
const LONGEST_NAME = 15;

/** Names for all devices that the instances ask for; `before` are those that were asked for until now. */
export function allot(
  instances: readonly InstanceSettings[],
  prefixes: VirtualMacSettings,
  before: ReadonlyMap<string, AllottedDevice>,
  existing: ExistingLinks,
): Allotment {
  const conflicts = new Map<string, string>();
  const requests = new Map<string, DeviceRequest>();
  for (const request of instances.flatMap(deviceRequests)) {
    const other = requests.get(request.key);
    if (other === undefined) requests.set(request.key, request);
    else conflicts.set(request.instance, `(${other.instance}) has the device on ${request.base} with the same MAC`);
  }

  const names = new Map<string, string>();
  const taken = new Set<string>();
  const give = ({ key }: DeviceRequest, name: string) => {
    names.set(key, name);
    taken.add(name);
  };
  for (const request of requests.values()) {
    if (request.name === undefined) continue;
    if (taken.has(request.name)) conflicts.set(request.instance, `the interface ${request.name} is another instance's`);
    else give(request, request.name);
  }
  for (const request of requests.values()) {
    const known = before.get(request.key)?.name ?? existing.matching(request);
    if (request.name === undefined && known !== undefined && !taken.has(known)) give(request, known);
  }
  // What nobody asks for any more goes before anything new is made.
  const leaving = new Set([...before].filter(([key]) => !requests.has(key)).map(([, { name }]) => name));
  for (const request of requests.values()) {
    if (request.name !== undefined || names.has(request.key)) continue;
    const isFree = (name: string) => !taken.has(name) && (!existing.has(name) || leaving.has(name));
    give(request, firstFree(request, prefixes, isFree));
  }
  const devices = [...requests].flatMap(([key, request]) => {
    const name = names.get(key);
    return name === undefined ? [] : [[key, { request, name }] as const];
  });
  return { devices: new Map(devices), conflicts };
}

function firstFree(
  { role, family, vrid }: DeviceRequest,
  { prefix, addressPrefix }: VirtualMacSettings,
  isFree: (name: string) => boolean,
): string {
  const stem = role === 'instance' ? prefix : addressPrefix;
  const called = (mark: string) => {
    const end = `${mark}.${vrid}`;
    return `${stem.slice(0, LONGEST_NAME - end.length)}${end}`;
  };
  for (const mark of family === 6 ? ['', '6'] : ['']) if (isFree(called(mark))) return called(mark);
  let number = 1;
  while (!isFree(called(String(number)))) number++;
  return called(String(number));
}
