import { element, runs } from "./dom.js";
import { renderAnswer, renderPartial, renderProblem, renderQuestion, renderSuggestions, renderWaiting } from "./render.js";

/** @import { AnswerTurn, Block, Config, LogHandlers, StoredTurn, Texts } from "./types.js" */

/** The conversation as it is seen. What was drawn stays as it is: nothing moves below a reader's eyes. */
export class Log {
  element = element("div", { class: "log", part: "log", role: "log", "aria-live": "off", tabindex: "0" });
  #handlers;
  /** @type {Texts} */
  #texts = {};
  /** The exchange that an answer is awaited for. */
  #live = element("div");
  /** @type {ReturnType<typeof renderPartial> | null} */
  #partial = null;

  /** @param {LogHandlers} handlers */
  constructor(handlers) {
    this.#handlers = handlers;
  }

  /**
   * Draw everything, as after a change of language.
   *
   * @param {Texts} texts
   * @param {() => HTMLElement} greeting
   * @param {StoredTurn[]} turns
   * @param {{ question: string, blocks: Block[] } | null} pending
   */
  reset(texts, greeting, turns, pending) {
    this.#texts = texts;
    this.element.replaceChildren(greeting());
    /** @type {HTMLElement | null} */
    let exchange = null;
    for (const turn of turns) {
      if (turn.role === "user" || !exchange) this.element.append(exchange = element("div", { class: "turn" }));
      exchange.append(turn.role === "user" ? renderQuestion(turn.text, texts) : this.#answer(turn, turn === turns[turns.length - 1] && !pending));
    }
    if (!pending) return;
    this.begin(pending.question);
    pending.blocks.forEach((block, index) => this.block(index, block));
  }

  /** A question was asked. @param {string} question */
  begin(question) {
    for (const old of this.element.querySelectorAll(".topic, .suggestions, .problem")) old.remove();
    this.#partial = null;
    this.#live = element("div", { class: "turn" }, [renderQuestion(question, this.#texts), renderWaiting()]);
    this.element.append(this.#live);
  }

  /** A block has arrived or grown. @param {number} index @param {Block} block */
  block(index, block) {
    if (!this.#partial) {
      this.#partial = renderPartial(this.#texts);
      this.#live.lastElementChild?.replaceWith(this.#partial.view);
    }
    this.#partial.update(index, block);
  }

  /** The answer is whole. @param {AnswerTurn} turn */
  finish(turn) {
    this.#live.lastElementChild?.replaceWith(this.#answer(turn, true));
  }

  /** No answer came. */
  drop() {
    this.#live.remove();
  }

  /** @param {string} question @param {string} reason */
  problem(question, reason) {
    const view = renderProblem(reason, this.#texts.retry, () => this.#handlers.ask(question));
    this.element.append(view);
    view.scrollIntoView({ block: "nearest" });
  }

  scrollToQuestion() {
    const questions = this.element.querySelectorAll(".turn");
    questions[questions.length - 1]?.scrollIntoView({ block: "start" });
  }

  /** @param {AnswerTurn} turn @param {boolean} last */
  #answer(turn, last) {
    const { answer } = turn;
    const view = renderAnswer(answer, this.#texts, this.#handlers.actions(turn));
    if (last && answer.suggestions.length) view.append(this.suggestions(answer.suggestions, answer.language));
    return view;
  }

  /** Questions to begin with, below what they are about. @param {Config} config */
  starters({ topic, starters, language }) {
    const heading = topic ? [element("h3", { class: "topic" }, runs(topic, language))] : [];
    return [...heading, this.suggestions(starters, language)];
  }

  /** @param {string[]} questions @param {string} language */
  suggestions(questions, language) {
    return renderSuggestions(questions, language, this.#texts, this.#handlers.ask);
  }
}
