/** The interface of an instance in the state dump, and what it has made for itself above that. */
import type { InstanceSettings } from '../vrrp/settings.js';
import type { InstanceView } from '../vrrp/view.js';

export function deviceLines(settings: InstanceSettings, view: InstanceView | undefined): string[] {
  const { interface: base, vmac, ipvlan, addressesHaveVmacs } = settings;
  const others = addressesHaveVmacs ? ['   Use VMAC for VIPs on other interfaces'] : [];
  const device = view?.device;
  if (device === undefined) return [...others, `   Interface = ${base}`];
  if (vmac === undefined) {
    const mode = ipvlan === undefined ? '' : `, mode = ${ipvlan.mode}`;
    return [
      `   Use IPVLAN, i/f name ${device.name}, is_up = ${device.isUp}${mode}`,
      ...others,
      `   Interface = ${device.name}, ipvlan on ${base}`,
    ];
  }
  const { mac, sendsFromBase } = vmac;
  return [
    `   Use VMAC, i/f name ${device.name}, is_up = ${device.isUp}, xmit_base = ${sendsFromBase}`,
    ...(mac === undefined ? [] : [`     MAC = ${macText(mac)}`]),
    ...others,
    `   Interface = ${device.name}, vmac on ${base}${sendsFromBase ? ', xmit base i/f' : ''}`,
  ];
}

function macText(mac: Uint8Array): string {
  return [...mac].map(byte => byte.toString(16).padStart(2, '0')).join(':');
}
