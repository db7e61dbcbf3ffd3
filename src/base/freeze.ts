/** Plain data that nobody may change any more. */

/**
 * Freezes a value with all it refers to, and returns it. What is frozen already is taken to be frozen all through. Bytes
 * (typed arrays) cannot be frozen and stay as they are. Not recursive: depth is no concern.
 */
export function deepFreeze<T>(value: T): T {
  const waiting: unknown[] = [value];
  while (waiting.length > 0) {
    const one = waiting.pop();
    if (typeof one !== 'object' || one === null || Object.isFrozen(one) || ArrayBuffer.isView(one)) continue;
    Object.freeze(one);
    if (Array.isArray(one)) {
      for (const inner of one) if (typeof inner === 'object') waiting.push(inner);
      continue;
    }
    for (const key in one) {
      const inner = (one as Readonly<Record<string, unknown>>)[key];
      if (typeof inner === 'object') waiting.push(inner);
    }
  }
  return value;
}
