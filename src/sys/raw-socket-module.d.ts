/** The part of `raw-socket` that is used; it comes without types. */
declare module 'raw-socket' {
  interface SocketWrap {
    /** The addon reports everything through this: `recvReady`, `sendReady`, `error`, `close`. */
    emit: (event: string, error?: Error) => void;
    pause(receive: boolean, send: boolean): void;
    close(): void;
  }

  interface RawSocket {
    readonly wrap: SocketWrap;
  }

  export const AddressFamily: { readonly IPv4: number; readonly IPv6: number };
  export function createSocket(options: { protocol: number; addressFamily: number; bufferSize: number }): RawSocket;
}
