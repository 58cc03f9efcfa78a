/**
 * @typedef {{ role: "user", text: string }} UserTurn
 * @typedef {{ role: "assistant", answer: any, voted?: boolean }} AnswerTurn
 * @typedef {UserTurn | AnswerTurn} StoredTurn
 */

/** The number changes with the shape of what is stored. */
const KEY = "hanni-conversation-2";
const LANGUAGE = "hanni-language";
/** What the server looks at: the last six turns. */
const TURNS_SENT = 6;
const TURNS_KEPT = 40;

/** The conversation, kept in this browser tab only, until the tab is closed or it starts over. */
export class Conversation {
  #storage;
  /** @type {StoredTurn[]} */
  turns;

  /** @param {() => Storage} storage may throw: in some frames there is none */
  constructor(storage) {
    this.#storage = storage;
    this.turns = this.#stored();
  }

  /** The language that the citizen chose. @returns {string | null} */
  get language() {
    return this.#read(LANGUAGE);
  }

  set language(code) {
    this.#write(LANGUAGE, code ?? "");
  }

  /** The language of the last answer. @returns {string | null} */
  get lastLanguage() {
    const answers = this.turns.filter((turn) => turn.role === "assistant");
    return /** @type {AnswerTurn | undefined} */ (answers[answers.length - 1])?.answer.language ?? null;
  }

  /** @param {string} question @param {any} answer */
  add(question, answer) {
    this.turns = [...this.turns, /** @type {UserTurn} */ ({ role: "user", text: question }), /** @type {AnswerTurn} */ ({ role: "assistant", answer })].slice(-TURNS_KEPT);
    this.#save();
  }

  /** Remember that there was an opinion on an answer. @param {AnswerTurn} turn */
  vote(turn) {
    turn.voted = true;
    this.#save();
  }

  /** The turns as the API takes them: what they were about, not what was said. */
  history() {
    return this.turns.slice(-TURNS_SENT).map((turn) => turn.role === "user"
      ? { role: turn.role }
      : { role: turn.role, language: turn.answer.language, service: turn.answer.outcome === "answered" ? turn.answer.services[0]?.id ?? null : null });
  }

  clear() {
    this.turns = [];
    this.#save();
  }

  #save() {
    this.#write(KEY, JSON.stringify(this.turns));
  }

  /** @returns {StoredTurn[]} */
  #stored() {
    try {
      const stored = JSON.parse(this.#read(KEY) ?? "[]");
      return stored.every(isTurn) ? stored : [];
    } catch {
      return []; // written by something else
    }
  }

  /** @param {string} key */
  #read(key) {
    try {
      return this.#storage().getItem(key) || null;
    } catch {
      return null;
    }
  }

  /** @param {string} key @param {string} value */
  #write(key, value) {
    try {
      this.#storage().setItem(key, value);
    } catch {
      // Storage is full or switched off: the conversation lasts until the page is left.
    }
  }
}

/** @param {any} turn */
function isTurn(turn) {
  if (turn?.role === "user") return typeof turn.text === "string";
  const answer = turn?.answer;
  return typeof answer?.language === "string" && ["blocks", "services", "sources", "suggestions"].every((list) => Array.isArray(answer[list]));
}
