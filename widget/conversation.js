/** @import { Answer, AnswerTurn, StoredTurn, UserTurn } from "./types.js" */

/** The number changes with the shape of what is stored. */
const KEY = "hanni-conversation-2";
const LANGUAGE = "hanni-language";
const PLAIN = "hanni-plain";
/** Answers about a service; what is asked next may be about the same. */
const ABOUT_A_SERVICE = ["answered", "redirected"];
/** The property tax's service; its other pages begin with the same word. */
const PROPERTY_TAX = "grundsteuer";
/** What the server looks at: the last six turns. */
const TURNS_SENT = 6;
const TURNS_KEPT = 40;

/** The conversation, kept in this browser tab only, until the tab is closed or it starts over. */
export class Conversation {
  #storage;
  #suffix;
  /** @type {StoredTurn[]} */
  turns;

  /**
   * @param {() => Storage} storage may throw: in some frames there is none
   * @param {string} [name] tells apart the chat windows of one page
   */
  constructor(storage, name = "") {
    this.#storage = storage;
    this.#suffix = name && `:${name}`;
    this.turns = this.#stored();
  }

  /** The language that the citizen chose. @returns {string | null} */
  get language() {
    return this.#read(LANGUAGE);
  }

  set language(code) {
    this.#write(LANGUAGE, code ?? "");
  }

  /** Whether answers are wanted in plain language. */
  get plain() {
    return this.#read(PLAIN) === "true";
  }

  set plain(wanted) {
    this.#write(PLAIN, wanted ? "true" : "");
  }

  /** The language that was last spoken. @returns {string | null} */
  get lastLanguage() {
    return spoken(this.#last()?.answer);
  }

  /** @param {string} question @param {Answer} answer @returns {AnswerTurn} */
  add(question, answer) {
    const turn = /** @type {AnswerTurn} */ ({ role: "assistant", answer });
    this.turns = [...this.turns, /** @type {UserTurn} */ ({ role: "user", text: question }), turn].slice(-TURNS_KEPT);
    this.#save();
    return turn;
  }

  /** Remember that there was an opinion on an answer. @param {AnswerTurn} turn */
  vote(turn) {
    turn.voted = true;
    this.#save();
  }

  /**
   * The turns as the API takes them: what they were about, not what was said. The one exception are
   * the figures of a property tax calculation, which goes on over several questions: while it
   * is going on, the citizen's own words that belong to it are sent again.
   */
  history() {
    const calculating = isPropertyTax(this.#last()?.answer);
    const turns = this.turns.map((turn, index) => {
      if (turn.role === "user") {
        const reply = this.turns[index + 1];
        const belongs = calculating && reply?.role === "assistant" && isPropertyTax(reply.answer);
        return belongs ? { role: turn.role, text: turn.text } : { role: turn.role };
      }
      const { outcome, services, sections = [] } = turn.answer;
      const service = ABOUT_A_SERVICE.includes(outcome) ? services[0]?.id ?? null : null;
      const choices = outcome === "clarify" ? services.map(({ id }) => id) : [];
      return { role: turn.role, language: spoken(turn.answer), service, sections, choices };
    });
    return turns.slice(-TURNS_SENT);
  }

  clear() {
    this.turns = [];
    this.#save();
  }

  /** Forget everything that this browser tab keeps, the choice of language included. */
  forget() {
    this.turns = [];
    for (const key of [KEY, LANGUAGE, PLAIN]) this.#write(key, "");
  }

  #last() {
    return this.turns.findLast((turn) => turn.role === "assistant");
  }

  #save() {
    this.#write(KEY, this.turns.length ? JSON.stringify(this.turns) : "");
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
      return this.#storage().getItem(key + this.#suffix) || null;
    } catch {
      return null;
    }
  }

  /** @param {string} key @param {string} value */
  #write(key, value) {
    try {
      if (value) this.#storage().setItem(key + this.#suffix, value);
      else this.#storage().removeItem(key + this.#suffix);
    } catch {
      // Storage is full or switched off: the conversation lasts until the page is left.
    }
  }
}

/** The citizen's language, even if it was not answered in. @param {Answer} [answer] @returns {string | null} */
export function spoken(answer) {
  return answer?.interface_language ?? answer?.language ?? null;
}

/** @param {Answer} [answer] */
function isPropertyTax(answer) {
  return answer?.answered_by === "calculator" || Boolean(answer?.services[0]?.id?.startsWith(PROPERTY_TAX));
}

/** @param {any} turn */
function isTurn(turn) {
  if (turn?.role === "user") return typeof turn.text === "string";
  const answer = turn?.answer;
  return typeof answer?.language === "string" && ["blocks", "services", "sources", "suggestions"].every((list) => Array.isArray(answer[list]));
}
