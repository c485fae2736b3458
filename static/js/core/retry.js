// How long to wait before trying again, and keys that make trying again harmless. No DOM.

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 15_000;

/** Full jitter: anywhere between 0 and the exponential pause, so that a crowd comes back spread. */
export function pause(tries, chance = Math.random) {
  return chance() * Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** tries);
}

/** A fresh key that names one sending for ever. */
export function newKey(crypto = globalThis.crypto) {
  const bytes = crypto.getRandomValues(new Uint8Array(15));
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_");
}
