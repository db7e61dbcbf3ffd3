const SCOPES: Readonly<Record<number, string>> = { 0: 'global', 200: 'site', 253: 'link', 254: 'host', 255: 'nowhere' };

/** The name of an rtnetlink scope as dumps have it, or its number when it has none. */
export function scopeName(scope: number): string {
  return SCOPES[scope] ?? String(scope);
}
