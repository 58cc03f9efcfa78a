// @ts-check
/**
 * @typedef {{ role: "user", text: string } | { role: "assistant", text: string, answer: any }} StoredTurn
 */

const KEY = "hanni-conversation";
const LANGUAGE = "hanni-language";
/** What the server looks at: the last six turns. */
const TURNS_SENT = 6;
const TURNS_KEPT = 40;
const CHARACTERS_SENT = 2000;

/** The conversation, kept in this tab only, until it is closed. */
export class Conversation {
  #storage;
  /** @type {StoredTurn[]} */
  turns = [];

  /** @param {Storage} storage */
  constructor(storage) {
    this.#storage = storage;
    try {
      const stored = JSON.parse(storage.getItem(KEY) ?? "[]");
      if (Array.isArray(stored)) this.turns = stored;
    } catch {
      this.turns = []; // written by another version, or the storage is switched off
    }
  }

  /** @returns {string | null} */
  get language() {
    return this.#read(LANGUAGE);
  }

  set language(code) {
    this.#write(LANGUAGE, code ?? "");
  }

  /** @param {string} question @param {any} answer */
  add(question, answer) {
    const text = answer.blocks.map((/** @type {any} */ block) => block.text ?? "").join(" ").slice(0, CHARACTERS_SENT);
    this.turns.push({ role: "user", text: question }, { role: "assistant", text, answer });
    this.turns = this.turns.slice(-TURNS_KEPT);
    this.#write(KEY, JSON.stringify(this.turns));
  }

  /** The turns as the API takes them. */
  history() {
    return this.turns.slice(-TURNS_SENT).map((turn) => turn.role === "user"
      ? { role: turn.role, text: turn.text }
      : { role: turn.role, text: turn.text, language: turn.answer.language, service: turn.answer.outcome === "answered" ? turn.answer.services[0]?.id : null });
  }

  clear() {
    this.turns = [];
    this.#write(KEY, "[]");
  }

  /** @param {string} key */
  #read(key) {
    try {
      return this.#storage.getItem(key) || null;
    } catch {
      return null;
    }
  }

  /** @param {string} key @param {string} value */
  #write(key, value) {
    try {
      this.#storage.setItem(key, value);
    } catch {
      // Storage is full or switched off: the conversation lasts until the page is left.
    }
  }
}
