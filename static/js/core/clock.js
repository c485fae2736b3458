// The server's time on this device. Only the difference to the server is kept, so that a wrong
// clock, a sleeping laptop or a moved time zone shows nobody a wrong remaining time.

export class ServerClock {
  /**
   * @param {() => number} wall       this device's clock, ms since the epoch
   * @param {() => number} monotonic  ms that never jump, such as performance.now
   */
  constructor({ wall = () => Date.now(), monotonic = () => performance.now() } = {}) {
    this.wall = wall;
    this.monotonic = monotonic;
    this.base = wall() - monotonic();
    this.uncertainty = Infinity;
    this.checkedWall = wall();
    this.checkedMonotonic = monotonic();
  }

  /**
   * Learn from one exchange: `serverMs` was the server's time somewhere between `sent` and now
   * (both of `monotonic`). The exchange with the shortest way counts; after a minute, or when the
   * device slept, any newer one does.
   */
  learn(serverMs, sent) {
    const now = this.monotonic();
    const way = Math.max(0, now - sent);
    const old = this.slept() || now - (this.learnedAt ?? -Infinity) > 60_000;
    if (way > this.uncertainty && !old) return;
    this.base = serverMs + way / 2 - now;
    this.uncertainty = way;
    this.learnedAt = now;
    this.checkedWall = this.wall();
    this.checkedMonotonic = now;
  }

  /** Whether the monotonic clock stood still while the wall clock went on (some do in sleep). */
  slept() {
    const wall = this.wall() - this.checkedWall;
    const monotonic = this.monotonic() - this.checkedMonotonic;
    return Math.abs(wall - monotonic) > 2000;
  }

  /** The server's time now, ms since the epoch. */
  now() {
    return this.base + this.monotonic();
  }

  /** Milliseconds until `deadlineMs`, never negative. */
  left(deadlineMs) {
    return Math.max(0, deadlineMs - this.now());
  }
}

/** "12:05", or "1:02:05" from an hour on; part seconds count as a whole one until they are over. */
export function spell(leftMs) {
  const seconds = Math.ceil(leftMs / 1000);
  const two = (n) => String(n).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const rest = `${two(Math.floor((seconds % 3600) / 60))}:${two(seconds % 60)}`;
  return hours ? `${hours}:${rest}` : rest;
}
