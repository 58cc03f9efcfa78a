/**
 * <hanni-chat>: the chat window on the city's website.
 *
 *   <script type="module" src="https://hanni.example/widget/hanni-chat.js"></script>
 *   <hanni-chat language="tr"></hanni-chat>
 *
 * Attributes: `server` (default: where this script comes from), `language` (default: the page's,
 * then the browser's), `open`. All texts come from the server as plain text and are only ever
 * set as text, so there is nothing to sanitise.
 *
 * The elements are made once. A change of language gives them new labels and draws the conversation
 * again; what is being typed and asked stays.
 */
import { ChatApi, OfflineError, ProblemError } from "./api.js";
import { Conversation } from "./conversation.js";
import { direction, element, icon } from "./dom.js";
import { renderAnswer, renderProblem, renderQuestion, renderSuggestions, renderWaiting, spoken } from "./render.js";
import { styles } from "./styles.js";

const SHEET = new CSSStyleSheet();
SHEET.replaceSync(styles);

/** Where the window covers the page; the same as in styles.js. */
const COVERS_PAGE = "(max-width: 30em), (max-height: 30em)";
const INPUT_HEIGHT = 140;

export class HanniChat extends HTMLElement {
  static observedAttributes = ["language"];

  /** @type {import("./api.js").Config | null} */
  #config = null;
  #root = this.attachShadow({ mode: "open" });
  #api = new ChatApi(new URL("..", import.meta.url).href);
  #conversation = new Conversation(() => sessionStorage);
  /** The citizen's own choice; until then each question's language is detected. */
  #chosen = this.#conversation.language;
  /** The question that is being asked. @type {{ question: string, blocks: any[], stop: AbortController } | null} */
  #pending = null;
  /** The question that failed. @type {{ question: string, reason: string } | null} */
  #problem = null;
  /** Counts requests for texts, so that a slow one does not overtake a newer one. */
  #loads = 0;
  #tooLong = false;
  #parts = this.#build();

  constructor() {
    super();
    this.#root.adoptedStyleSheets = [SHEET];
  }

  async connectedCallback() {
    const server = this.getAttribute("server");
    if (server) this.#api = new ChatApi(new URL(`${server.replace(/\/$/, "")}/`, location.href).href);
    const language = this.#chosen ?? this.#conversation.lastLanguage ?? this.getAttribute("language") ?? pageLanguage();
    try {
      await this.#load(language);
    } catch (error) {
      // Without its server the window has no words, so it stays away rather than be broken.
      console.warn("hanni-chat: the server cannot be reached", error);
    }
  }

  disconnectedCallback() {
    this.#pending?.stop.abort();
    this.#pending = null;
  }

  /** @param {string} _name @param {string | null} before @param {string | null} after */
  attributeChangedCallback(_name, before, after) {
    if (this.#config && after && before !== after && !this.#chosen) this.#load(after).catch(() => undefined);
  }

  /** Open the chat and put the cursor where one writes. Does nothing before the texts are there. */
  open() {
    if (!this.#config) return;
    this.setAttribute("open", "");
    this.#show(true);
    this.#parts.input.focus();
    this.#parts.log.querySelector(".you:last-of-type")?.scrollIntoView({ block: "start" });
    this.dispatchEvent(new CustomEvent("hanni-open"));
  }

  /** Close the chat and put the focus back where it was opened. */
  close() {
    if (!this.#config) return;
    this.removeAttribute("open");
    this.#show(false);
    this.#parts.launcher.focus();
    this.dispatchEvent(new CustomEvent("hanni-close"));
  }

  /** @param {boolean} open */
  #show(open) {
    this.#parts.panel.hidden = !open;
    this.#parts.launcher.hidden = open;
    this.#parts.launcher.setAttribute("aria-expanded", String(open));
  }

  get #texts() {
    return /** @type {import("./api.js").Config} */ (this.#config).texts;
  }

  #build() {
    const launcher = element("button", { class: "launcher", part: "launcher", type: "button", "aria-expanded": "false", "aria-haspopup": "dialog" }, [icon("chat"), "Hanni"]);
    const language = /** @type {HTMLSelectElement} */ (element("select", { class: "language" }));
    const restart = element("button", { class: "icon", type: "button" }, [icon("restart")]);
    const close = element("button", { class: "icon", type: "button" }, [icon("close")]);
    const log = element("div", { class: "log", role: "log", "aria-live": "off", tabindex: "0" });
    const announcer = element("p", { class: "hidden", role: "status" });
    const input = /** @type {HTMLTextAreaElement} */ (element("textarea", { class: "input", rows: "1", "aria-describedby": "count", enterkeyhint: "send" }));
    const send = element("button", { class: "send", type: "submit" }, [icon("send")]);
    const count = element("span", { class: "count", id: "count" });
    const form = element("form", { class: "form" }, [input, send]);
    const panel = element("section", { class: "panel", part: "panel", role: "dialog", hidden: "" }, [
      element("div", { class: "header", part: "header" }, [element("h2", { class: "title" }, ["Hanni"]), language, restart, close]),
      log,
      announcer,
      element("div", { class: "footer" }, [form, count]),
    ]);

    launcher.addEventListener("click", () => this.open());
    close.addEventListener("click", () => this.close());
    restart.addEventListener("click", () => this.#startOver());
    language.addEventListener("change", () => this.#choose(language.value));
    input.addEventListener("input", () => this.#size());
    input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.#ask(input.value);
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#ask(input.value);
    });
    panel.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !event.isComposing) this.close();
      if (event.key === "Tab") this.#stayInside(event);
    });
    return { launcher, panel, language, restart, close, log, announcer, input, send, count };
  }

  /** Where the window covers the page, the Tab key stays in it. @param {KeyboardEvent} event */
  #stayInside(event) {
    if (!matchMedia(COVERS_PAGE).matches) return;
    const stops = [...this.#parts.panel.querySelectorAll("button, select, textarea, a[href], summary, [tabindex='0']")]
      .filter((stop) => !stop.hasAttribute("disabled") && /** @type {HTMLElement} */ (stop).offsetParent);
    const [first, last] = [stops[0], stops[stops.length - 1]];
    const edge = event.shiftKey ? first : last;
    if (this.#root.activeElement !== edge) return;
    event.preventDefault();
    /** @type {HTMLElement} */ (event.shiftKey ? last : first).focus();
  }

  /** Speak another language. @param {string} language */
  async #load(language) {
    const load = ++this.#loads;
    const config = await this.#api.config(language);
    if (load !== this.#loads) return; // a newer choice is on its way
    const first = this.#config === null;
    this.#config = config;
    this.#api.language = config.language;
    this.#label();
    this.#draw();
    if (first) {
      this.#root.append(this.#parts.launcher, this.#parts.panel);
      this.#show(this.hasAttribute("open"));
      this.#size();
    }
  }

  #label() {
    const config = /** @type {import("./api.js").Config} */ (this.#config);
    const { launcher, panel, language, restart, close, log, input, send } = this.#parts;
    const texts = config.texts;
    launcher.setAttribute("aria-label", texts.open);
    panel.setAttribute("aria-label", texts.title);
    panel.setAttribute("lang", config.language);
    panel.setAttribute("dir", config.direction);
    language.setAttribute("aria-label", texts.language);
    language.replaceChildren(...config.languages.map((known) => element("option", { value: known.code, lang: known.code }, [known.name])));
    language.value = config.language;
    for (const [button, text] of /** @type {[HTMLElement, string][]} */ ([[restart, texts.start_over], [close, texts.close], [send, texts.send]])) {
      button.setAttribute("aria-label", text);
      button.title = text;
    }
    log.setAttribute("aria-label", texts.conversation);
    input.setAttribute("aria-label", texts.placeholder);
    input.placeholder = texts.placeholder;
  }

  /** Draw the conversation; if the focus was in it, it goes to where one writes. */
  #draw() {
    const { log, input } = this.#parts;
    const config = /** @type {import("./api.js").Config} */ (this.#config);
    const focused = log.contains(this.#root.activeElement) && this.#root.activeElement !== log;
    const turns = this.#conversation.turns;
    const greeting = element("div", { class: "message hanni" }, [element("p", {}, [config.greeting]), element("p", { class: "privacy" }, [config.texts.privacy])]);
    if (!turns.length && !this.#pending && !this.#problem) greeting.append(this.#suggestions(config.starters, config.language));
    log.replaceChildren(greeting, ...turns.map((turn, index) => this.#turn(turn, index === turns.length - 1)));
    if (this.#pending) {
      const { question, blocks } = this.#pending;
      const partial = { blocks, services: [], sources: [], suggestions: [] };
      log.append(renderQuestion(question, this.#texts), blocks.length ? renderAnswer(partial, this.#texts, null) : renderWaiting());
    }
    if (this.#problem) {
      const { question, reason } = this.#problem;
      log.append(renderProblem(reason, this.#texts.retry, () => this.#ask(question)));
    }
    if (focused) input.focus();
  }

  /** @param {import("./conversation.js").StoredTurn} turn @param {boolean} last */
  #turn(turn, last) {
    if (turn.role === "user") return renderQuestion(turn.text, this.#texts);
    const { answer } = turn;
    const current = last && !this.#pending;
    const vote = current && !turn.voted
      ? async (/** @type {boolean} */ helpful) => {
        this.#conversation.vote(turn);
        await this.#api.feedback(answer.id, helpful);
      }
      : null;
    const view = renderAnswer(answer, this.#texts, vote);
    if (current && answer.suggestions.length) view.append(this.#suggestions(answer.suggestions, answer.language));
    return view;
  }

  /** @param {string[]} questions @param {string} language */
  #suggestions(questions, language) {
    return renderSuggestions(questions, language, this.#texts, (question) => this.#ask(question));
  }

  /** @param {string} raw */
  async #ask(raw) {
    const question = raw.trim();
    const limit = /** @type {import("./api.js").Config} */ (this.#config).limits.message;
    if (!question || question.length > limit || this.#pending) return;
    const { input } = this.#parts;
    const pending = (this.#pending = { question, blocks: /** @type {any[]} */ ([]), stop: new AbortController() });
    this.#problem = null;
    if (input.value.trim() === question) input.value = "";
    this.#size();
    this.#draw();
    this.#announce(this.#texts.thinking);
    this.#scrollToQuestion();
    let answer;
    try {
      const history = this.#conversation.history();
      const request = { message: question, language: this.#chosen, history, page: location.origin + location.pathname };
      answer = await this.#api.ask(request, pending.stop.signal, (index, block) => {
        pending.blocks[index] = block;
        if (this.#pending === pending) this.#draw();
      });
      renderAnswer(answer, this.#texts, null); // what cannot be drawn must not be kept
    } catch (error) {
      if (this.#pending !== pending) return; // started over
      this.#fail(question, error);
      return;
    }
    if (this.#pending !== pending) return;
    this.#pending = null;
    this.#conversation.add(question, answer);
    this.#draw();
    const other = !this.#chosen && answer.language !== this.#api.language;
    // Speak the language that was answered in; without its texts the answer is there all the same.
    if (other) await this.#load(answer.language).catch(() => undefined);
    this.#scrollToQuestion();
    this.#announce(spoken(answer), answer.language);
    this.dispatchEvent(new CustomEvent("hanni-answer", { detail: { outcome: answer.outcome, language: answer.language } }));
  }

  /** @param {string} question @param {unknown} error */
  #fail(question, error) {
    const reason = error instanceof ProblemError ? error.message : error instanceof OfflineError ? this.#texts.offline : this.#texts.failure;
    this.#pending = null;
    this.#problem = { question, reason };
    if (!this.#parts.input.value) this.#parts.input.value = question;
    this.#size();
    this.#draw();
    this.#parts.log.lastElementChild?.scrollIntoView({ block: "nearest" });
    this.#announce(reason);
  }

  #scrollToQuestion() {
    const questions = this.#parts.log.querySelectorAll(".you");
    questions[questions.length - 1]?.scrollIntoView({ block: "start" });
  }

  /** @param {string} language */
  async #choose(language) {
    this.#chosen = language;
    this.#conversation.language = language;
    try {
      await this.#load(language);
    } catch {
      this.#announce(this.#texts.offline);
    }
  }

  #startOver() {
    this.#pending?.stop.abort();
    this.#pending = null;
    this.#problem = null;
    this.#conversation.clear();
    this.#draw();
    this.#announce("");
    this.#parts.input.focus();
  }

  /** Tell a screen reader, in the voice of the text's language. @param {string} text @param {string} [language] */
  #announce(text, language = this.#api.language) {
    const { announcer } = this.#parts;
    announcer.lang = language;
    announcer.dir = direction(language);
    announcer.textContent = "";
    // In a task of its own, or the same words twice would be told once.
    requestAnimationFrame(() => { announcer.textContent = text; });
  }

  /** Grow with the text, and say when it is too long. */
  #size() {
    const { input, count, send } = this.#parts;
    const limit = /** @type {import("./api.js").Config} */ (this.#config).limits.message;
    input.style.blockSize = "auto";
    input.style.blockSize = `${Math.min(input.scrollHeight + 2, INPUT_HEIGHT)}px`;
    const over = input.value.trim().length - limit;
    count.textContent = over > 0 ? this.#texts.too_long.replace(/{{ ?count ?}}/, String(over)) : "";
    send.toggleAttribute("disabled", over > 0);
    input.setAttribute("aria-invalid", String(over > 0));
    if (over > 0 && !this.#tooLong) this.#announce(count.textContent);
    this.#tooLong = over > 0;
  }
}

/** The page's language, then the browser's. */
function pageLanguage() {
  return (document.documentElement.lang || navigator.language).slice(0, 2).toLowerCase();
}

if (!customElements.get("hanni-chat")) customElements.define("hanni-chat", HanniChat);
