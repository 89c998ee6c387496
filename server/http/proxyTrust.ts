import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';
import { isBasePath } from './basePath.ts';

/** Who sent a request, and how, whatever stands between. */
export interface Peer {
  /** An IP address; empty when the socket is gone. */
  readonly address: string;
  /** Whether it came encrypted. */
  readonly isSecure: boolean;
  /** The host that it asked for. */
  readonly host: string | undefined;
  /** What a proxy took off the front of its path, such as `/docs`; empty for nothing. */
  readonly takenOff: string;
}

/** What is no list of addresses. */
export class ProxyListError extends Error {
  override readonly name = 'ProxyListError';
}

/** Nobody has more proxies in a row; what is in front of them was made up. */
const hopsMax = 32;

/**
 * Whose word counts on where a request came from. Everybody can send `X-Forwarded-For`, so that it counts only from the proxies that
 * the operator named (S12); so do `X-Forwarded-Proto`, `X-Forwarded-Host` and `X-Forwarded-Prefix`. `Forwarded` (RFC 7239) is not read.
 */
export class ProxyTrust {
  readonly #proxies = new BlockList();

  /** @param proxies addresses, or ranges such as `10.0.0.0/8`. @throws {ProxyListError} */
  constructor(proxies: readonly string[]) {
    for (const proxy of proxies) this.#add(proxy);
  }

  peerOf({ socket, headers }: IncomingMessage): Peer {
    const address = normalized(socket.remoteAddress ?? '');
    const isEncrypted = 'encrypted' in socket && socket.encrypted === true;
    if (!this.#trusts(address)) return { address, isSecure: isEncrypted, host: headers.host, takenOff: '' };
    const scheme = last(headers['x-forwarded-proto']);
    return {
      address: this.#origin(address, headers['x-forwarded-for']),
      isSecure: scheme === undefined ? isEncrypted : /^(?:https|wss)$/i.test(scheme),
      host: last(headers['x-forwarded-host']) ?? headers.host,
      takenOff: prefix(headers['x-forwarded-prefix']),
    };
  }

  /** Each proxy writes down who called it, behind what was there; the nearest who is no proxy is the sender. */
  #origin(nearest: string, forwarded: string | string[] | undefined): string {
    let address = nearest;
    for (const hop of list(forwarded).reverse().slice(0, hopsMax)) {
      if (!this.#trusts(address)) break;
      const before = normalized(hop);
      if (isIP(before) === 0) break;
      address = before;
    }
    return address;
  }

  #trusts(address: string): boolean {
    const family = isIP(address);
    return family !== 0 && this.#proxies.check(address, familyName(family));
  }

  #add(proxy: string): void {
    const [address = '', bits, ...rest] = proxy.split('/');
    const family = isIP(address);
    const bitsMax = family === 4 ? 32 : 128;
    const isRange = bits !== undefined;
    if (family === 0 || rest.length > 0 || (isRange && !(/^\d+$/.test(bits) && Number(bits) <= bitsMax)))
      throw new ProxyListError(`"${proxy}" is no IP address, and no range such as 10.0.0.0/8`);
    if (isRange) this.#proxies.addSubnet(address, Number(bits), familyName(family));
    else this.#proxies.addAddress(address, familyName(family));
  }
}

/** A socket for both families has IPv4 addresses in IPv6's clothes; some proxies put the port behind. */
function normalized(text: string): string {
  const bare = /^\[([^\]]+)\](?::\d+)?$/.exec(text)?.[1] ?? /^([\d.]+):\d+$/.exec(text)?.[1] ?? text;
  return /^::ffff:([\d.]+)$/i.exec(bare)?.[1] ?? bare;
}

function familyName(family: number): 'ipv4' | 'ipv6' {
  return family === 4 ? 'ipv4' : 'ipv6';
}

/** It goes into cookies and addresses, so what is no path is nothing. */
function prefix(header: string | string[] | undefined): string {
  const text = last(header)?.replace(/\/$/, '') ?? '';
  return isBasePath(text) ? text : '';
}

function last(header: string | string[] | undefined): string | undefined {
  return list(header).at(-1);
}

function list(header: string | string[] | undefined): string[] {
  return String(header ?? '')
    .split(',')
    .flatMap((item) => item.trim() || []);
}
