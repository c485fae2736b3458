// What was chosen and is not acknowledged yet, kept on this device under the paper's id, so that a
// reload, a crash or a lost network loses nothing. A device that forbids storage still works: then
// it is kept in memory only, and `lasting` says so.

const PREFIX = "thi:";

export class AnswerStore {
  /** @param {Storage|null} storage  localStorage, or anything with its four methods */
  constructor(paper, storage) {
    this.name = `${PREFIX}${paper}`;
    this.storage = storage;
    this.memory = null;
    this.lasting = true;
    try {
      storage.getItem(this.name);
    } catch {
      this.lasting = false;
    }
  }

  /** The waiting answers, oldest first: [{k, s, i, r}, …]. */
  load() {
    if (!this.lasting) return this.memory ?? [];
    try {
      const found = JSON.parse(this.storage.getItem(this.name) ?? "[]");
      return Array.isArray(found) ? found.filter(isAnswer) : [];
    } catch {
      return [];
    }
  }

  save(answers) {
    this.memory = answers;
    if (!this.lasting) return;
    try {
      if (answers.length) this.storage.setItem(this.name, JSON.stringify(answers));
      else this.storage.removeItem(this.name);
    } catch {
      this.lasting = false; // full or forbidden: memory goes on
    }
  }

  /** Take away `keys` and keep what another tab of the same paper has added meanwhile. */
  remove(keys) {
    this.save(this.load().filter((answer) => !keys.has(answer.k)));
  }

  /** Add one answer; an older waiting one for the same item is replaced, it would be outdated. */
  add(answer) {
    this.save([...this.load().filter((other) => other.i !== answer.i), answer]);
  }
}

function isAnswer(value) {
  return (
    value !== null &&
    typeof value === "object" &&
    typeof value.k === "string" &&
    Number.isSafeInteger(value.s) &&
    Number.isSafeInteger(value.i) &&
    typeof value.r === "string"
  );
}
