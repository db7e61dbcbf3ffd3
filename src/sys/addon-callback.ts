/**
 * What an addon does with an exception of its callback is its own affair: koffi swallows it, netlink aborts the process.
 * So none leaves a callback; it is thrown again in a turn of its own, where Node reports it as uncaught.
 */
export function guarded(work: () => void): void {
  try {
    work();
  } catch (error) {
    setImmediate(() => {
      throw error;
    });
  }
}
