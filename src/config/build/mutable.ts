/** Settings while they are built. */

/** The same shape, to be filled in. */
export type Mutable<T> = { -readonly [K in keyof T]: T[K] };
