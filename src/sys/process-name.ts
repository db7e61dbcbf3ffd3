/** What a process and its threads are called: `comm` and `cmdline` of proc(5), which ps(1), pgrep(1) and top(1) show. */
import { setThreadName } from './libc.js';

/** Names the process: its command line says `title`, and `name` is what it is found by, of which 15 bytes count. Main thread only. */
export function nameProcess(title: string, name: string): void {
  // The title would name the thread, too, so it comes first; and it need not be set twice.
  if (process.title !== title) process.title = title;
  setThreadName(name);
}

/** Names this thread. */
export function nameThread(name: string): void {
  setThreadName(name);
}
