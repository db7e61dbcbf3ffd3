/** The lab makes network namespaces, so it needs root. Said once and clearly, instead of by fifty failing scenarios. */

/** Throws the one message a user without root gets. */
export function requireRoot(): void {
  if (process.getuid?.() === 0) return;
  throw new Error(
    'netns-lab needs root (it creates network namespaces): run it with sudo, or run `npm run test:unit`, which needs none',
  );
}
