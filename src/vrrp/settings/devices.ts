/** Interfaces an instance makes for itself. */
import type { IpPrefix } from '../../base/address.js';

/** `use_vmac`: a private macvlan with the MAC of the virtual router (RFC 9568 7.3). */
export interface VmacSettings {
  /** Undefined: made of a prefix and the VRID. */
  readonly name?: string;
  /** 6 bytes; undefined: 00-00-5E-00-01-VRID, or 02-VRID for IPv6. */
  readonly mac?: Uint8Array;
  /** Interface group; undefined: that of the interface below. */
  readonly group?: number;
  /** `netlink_notify_msg`. */
  readonly notifiesNetlink: boolean;
  /** `vmac_xmit_base`: adverts leave by the interface below, with its MAC. */
  readonly sendsFromBase: boolean;
}

/** `use_ipvlan`: an interface of its own that shares the MAC of the one below. */
export interface IpvlanSettings {
  readonly name?: string;
  /** The address it is given; adverts come from there. */
  readonly address?: IpPrefix;
  readonly mode: 'bridge' | 'private' | 'vepa';
  readonly group?: number;
}
