/** Waits for a condition, never for a time. */
export async function eventually(
  condition: () => boolean,
  what: string,
  { deadline = 10_000 }: { readonly deadline?: number } = {},
): Promise<void> {
  const end = performance.now() + deadline;
  while (!condition()) {
    if (performance.now() > end) throw new Error(`waited ${deadline} ms in vain for ${what}`);
    await new Promise(resolve => setTimeout(resolve, 5));
  }
}
