// Short sounds of our own (static/audio, made by deploy/make_sounds.py). Off until somebody asks.

export class Sounds {
  /** @param {Record<string, string>} files  name to address */
  constructor(files) {
    this.files = files;
    this.on = false;
    this.kept = new Map();
  }

  /** Turn on or off; whether they are on now. */
  toggle() {
    this.on = !this.on;
    if (this.on) for (const [name, address] of Object.entries(this.files)) this.kept.set(name, new Audio(address));
    return this.on;
  }

  play(name) {
    const sound = this.on ? this.kept.get(name) : null;
    if (!sound) return;
    sound.currentTime = 0;
    sound.play().catch(() => {});
  }
}
