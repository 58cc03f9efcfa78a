/**
 * <hanni-chat>: the chat window on the city's website; docs/widget.md has its attributes, methods and events.
 *
 * All texts come from the server as plain text and are only ever set as text, so there is nothing
 * to sanitise. What was drawn stays; a change of language draws it again in new words.
 */
import { Announcer } from "./announcer.js";
import { ChatApi, OfflineError, ProblemError } from "./api.js";
import { Composer } from "./composer.js";
import { Conversation, spoken } from "./conversation.js";
import { element } from "./dom.js";
import { Log } from "./log.js";
import { renderAnswer, renderGreeting } from "./render.js";
import { plainText, print } from "./share.js";
import { Speaker, passages } from "./speech.js";
import { sheet } from "./styles.js";
import { buildWindow, labelWindow, tabStops, unfold } from "./window.js";
/** @import { Answer, AnswerActions, AnswerTurn, Block, Config, Pending } from "./types.js" */

const SHEET = sheet(CSSStyleSheet);

/** Where the window covers the page; the same as in styles.js. */
const COVERS_PAGE = "(max-width: 30em), (max-height: 30em)";

export class HanniChat extends HTMLElement {
  static observedAttributes = ["language", "greeting"];

  /** @type {Config | null} */
  #config = null;
  #root = this.attachShadow({ mode: "open" });
  #server = new URL("..", import.meta.url).href;
  #api = new ChatApi(this.#server);
  #conversation = new Conversation(() => sessionStorage);
  /** The citizen's own choice; until then each question's language is detected. @type {string | null} */
  #chosen = null;
  /** The question that is being asked. @type {Pending | null} */
  #pending = null;
  /** The question that failed. @type {{ question: string, reason: string } | null} */
  #problem = null;
  /** Counts requests for texts, so that a slow one does not overtake a newer one. */
  #loads = 0;
  #announcer = new Announcer();
  #speaker = new Speaker(() => this.#offerVoices());
  #composer = new Composer({
    send: (question) => this.#ask(question),
    stop: () => this.#stop(),
    say: (text) => this.#announcer.say(text, this.#api.language),
  });
  #log = new Log({ ask: (question) => this.#ask(question), actions: (turn) => this.#actions(turn) });
  /** Filled once the attributes can be read. @type {import("./window.js").Parts} */
  #parts;
  #whenOnline = () => this.#showConnection();

  constructor() {
    super();
    this.#root.adoptedStyleSheets = [SHEET];
    this.#parts = this.#build();
  }

  get #inline() {
    return this.getAttribute("mode") === "inline";
  }

  get #covers() {
    return !this.#inline && matchMedia(COVERS_PAGE).matches;
  }

  get #texts() {
    return /** @type {Config} */ (this.#config).texts;
  }

  get #plain() {
    return this.#config?.plain && this.#conversation.plain;
  }

  /** What is told about the citizen's language; otherwise each question's is detected. */
  get #wanted() {
    const { language, answers_in } = /** @type {Config} */ (this.#config);
    return this.#chosen ?? (answers_in === language ? null : language);
  }

  #build() {
    return buildWindow(this.#inline, this.#log.element, this.#announcer.element, this.#composer.element);
  }

  async connectedCallback() {
    addEventListener("online", this.#whenOnline);
    addEventListener("offline", this.#whenOnline);
    if (this.#config) return; // moved within the page
    const server = this.getAttribute("server");
    if (server) this.#server = new URL(`${server.replace(/\/$/, "")}/`, location.href).href;
    this.#api = new ChatApi(this.#server);
    this.#conversation = new Conversation(() => sessionStorage, this.#name());
    this.#chosen = this.#conversation.language;
    this.#parts = this.#build();
    this.#listen();
    try {
      await this.#load(this.#chosen ?? this.#conversation.lastLanguage ?? this.getAttribute("language") ?? pageLanguage());
    } catch (error) {
      // Without its server the window has no words, so it stays away rather than be broken.
      console.warn("hanni-chat: the server cannot be reached", error);
    }
  }

  disconnectedCallback() {
    removeEventListener("online", this.#whenOnline);
    removeEventListener("offline", this.#whenOnline);
    this.#speaker.stop();
    this.#composer.cancel();
    this.#pending?.stop.abort();
    this.#pending = null;
  }

  /** @param {string} name @param {string | null} before @param {string | null} after */
  attributeChangedCallback(name, before, after) {
    if (!this.#config || before === after) return;
    if (name === "greeting") this.#draw();
    else if (after && !this.#chosen) this.#load(after).catch(() => undefined);
  }

  /** Open the chat and put the cursor where one writes. Does nothing before the texts are there. */
  open() {
    if (!this.#config) return;
    this.setAttribute("open", "");
    this.#show(true);
    this.#composer.focus();
    this.#log.scrollToQuestion();
    this.#tell("hanni-open");
  }

  /** Close the chat and put the focus back where it was opened. */
  close() {
    if (!this.#config || this.#inline) return;
    this.removeAttribute("open");
    this.#speaker.stop();
    this.#composer.cancel();
    this.#show(false);
    this.#parts.launcher.focus();
    this.#tell("hanni-close");
  }

  /**
   * Open the chat and ask; resolved when the answer is there or has failed.
   *
   * @param {string} text
   */
  async ask(text) {
    this.open();
    await this.#ask(text);
  }

  /** Tells apart the chat windows of one page. */
  #name() {
    const place = [...document.querySelectorAll(this.localName)].indexOf(this);
    return this.id || (place > 0 ? String(place) : "");
  }

  /** @param {string} event @param {object} [detail] */
  #tell(event, detail) {
    this.dispatchEvent(new CustomEvent(event, { detail, bubbles: true, composed: true }));
  }

  /** @param {boolean} open */
  #show(open) {
    const { panel, launcher } = this.#parts;
    panel.hidden = !open && !this.#inline;
    launcher.hidden = open || this.#inline;
    launcher.setAttribute("aria-expanded", String(open));
    if (this.#covers) panel.setAttribute("aria-modal", "true");
    else panel.removeAttribute("aria-modal");
  }

  #listen() {
    const parts = this.#parts;
    /** @type {[HTMLElement, () => void][]} */
    const clicks = [
      [parts.launcher, () => this.open()],
      [parts.close, () => this.close()],
      [parts.more, () => unfold(parts, parts.options.hidden)],
      [parts.restart, () => this.#startOver()],
      [parts.erase, () => this.#erase()],
      [parts.paper, () => print(this.#log.element, this.#root, this.#texts.title, this.#api.language)],
    ];
    for (const [button, act] of clicks) button.addEventListener("click", act);
    parts.language.addEventListener("change", () => this.#choose(parts.language.value));
    parts.panel.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !event.isComposing) this.#escape();
      if (event.key === "Tab") this.#stayInside(event);
    });
  }

  /** The nearest thing that is open is closed first. */
  #escape() {
    if (this.#parts.options.hidden) return this.close();
    unfold(this.#parts, false);
    this.#parts.more.focus();
  }

  /** Where the window covers the page, the Tab key stays in it. @param {KeyboardEvent} event */
  #stayInside(event) {
    if (!this.#covers) return;
    const stops = tabStops(this.#parts.panel);
    const [first, last] = [stops[0], stops[stops.length - 1]];
    if (this.#root.activeElement !== (event.shiftKey ? first : last)) return;
    event.preventDefault();
    (event.shiftKey ? last : first).focus();
  }

  /** Speak another language. @param {string} language */
  async #load(language) {
    const load = ++this.#loads;
    const config = await this.#api.config(language, page());
    if (load !== this.#loads) return; // a newer choice is on its way
    const first = this.#config === null;
    this.#config = { ...config, texts: { ...config.texts, lang: config.language } };
    this.#api.language = config.language;
    labelWindow(this.#parts, this.#config, `${this.#server}accessibility`);
    this.#composer.label(this.#config);
    this.#showConnection();
    this.#draw();
    if (!first) return;
    this.#root.append(element("div", { class: this.#inline ? "root inline" : "root" }, [this.#parts.launcher, this.#parts.panel]));
    this.#show(this.hasAttribute("open"));
    this.#composer.resize();
  }

  /** Draw the whole conversation; if the focus was in it, it goes to where one writes. */
  #draw() {
    this.#keepingFocus(() => {
      this.#speaker.stop();
      this.#log.reset(this.#texts, () => this.#greeting(), this.#conversation.turns, this.#pending);
      if (this.#problem) this.#log.problem(this.#problem.question, this.#problem.reason);
    });
  }

  /** @param {() => void} change of the log */
  #keepingFocus(change) {
    const focused = this.#root.activeElement;
    const within = focused !== this.#log.element && this.#log.element.contains(focused);
    change();
    if (within && !this.#log.element.contains(this.#root.activeElement)) this.#composer.focus();
  }

  #greeting() {
    const config = /** @type {Config} */ (this.#config);
    const view = renderGreeting(config, this.getAttribute("greeting"), this.#conversation);
    const begun = this.#conversation.turns.length || this.#pending || this.#problem;
    if (!begun) view.append(...this.#log.starters(config));
    return view;
  }

  /** @param {AnswerTurn} turn @returns {AnswerActions} */
  #actions(turn) {
    const { answer } = turn;
    return {
      vote: turn.voted ? null : (helpful, comment) => {
        this.#conversation.vote(turn);
        return this.#api.feedback(answer.id, helpful, comment);
      },
      copy: () => navigator.clipboard.writeText(plainText(answer, this.#texts)),
      listen: (onChange) => this.#speaker.toggle(turn, passages(answer), onChange),
      voice: (language) => this.#speaker.has(language),
    };
  }

  #offerVoices() {
    for (const button of /** @type {NodeListOf<HTMLElement>} */ (this.#log.element.querySelectorAll(".listen"))) {
      button.hidden = !this.#speaker.has(button.dataset.language ?? "");
    }
  }

  /** @param {string} raw */
  async #ask(raw) {
    const question = raw.trim();
    const limit = this.#config?.limits.message ?? 0;
    if (!question || question.length > limit || this.#pending) return;
    /** @type {Pending} */
    const pending = (this.#pending = { question, blocks: [], stop: new AbortController() });
    this.#problem = null;
    this.#composer.asking = true;
    this.#composer.take(question);
    this.#keepingFocus(() => this.#log.begin(question));
    this.#announcer.begin();
    this.#announcer.say(this.#texts.thinking, this.#api.language);
    this.#log.scrollToQuestion();
    let answer;
    try {
      const request = {
        message: question, language: this.#wanted, history: this.#conversation.history(), page: page(),
        ...(this.#plain ? { plain: true } : {}),
      };
      answer = await this.#api.ask(request, pending.stop.signal, (index, block) => {
        if (this.#pending !== pending) return;
        pending.blocks[index] = block;
        this.#log.block(index, block);
        this.#announcer.tell(pending.blocks, false);
      });
      renderAnswer(answer, this.#texts, null); // what cannot be drawn must not be kept
    } catch (error) {
      if (this.#pending === pending) this.#fail(question, error);
      return; // if it is another one, it was stopped or started over
    }
    if (this.#pending !== pending) return;
    await this.#finish(question, answer);
    this.#announcer.tell(passages(answer), true);
    this.#tell("hanni-answer", { id: answer.id, outcome: answer.outcome, language: answer.language });
  }

  /** @param {string} question @param {Answer} answer */
  async #finish(question, answer) {
    this.#settle();
    const turn = this.#conversation.add(question, answer);
    this.#keepingFocus(() => this.#log.finish(turn));
    const language = spoken(answer) ?? "";
    if (this.#chosen || language === this.#api.language) return;
    // Speak the citizen's language; without its texts the answer is there all the same.
    await this.#load(language).catch(() => undefined);
    this.#log.scrollToQuestion();
  }

  /** Nothing is awaited any more. */
  #settle() {
    this.#pending = null;
    this.#composer.asking = false;
  }

  /** Keep what has arrived; if nothing has, the question is where it was typed. */
  #stop() {
    const pending = this.#pending;
    if (!pending) return;
    this.#settle();
    pending.stop.abort();
    this.#announcer.say(this.#texts.stopped, this.#api.language);
    const blocks = pending.blocks.filter(Boolean);
    if (!blocks.length) {
      this.#log.drop();
      this.#composer.giveBack(pending.question);
      return;
    }
    /** @type {Block} */
    const notice = { type: "notice", text: this.#texts.stopped, language: this.#api.language };
    const partial = { id: "", outcome: "stopped", language: blocks[0].language, interface_language: this.#api.language, blocks: [...blocks, notice], services: [], sources: [], suggestions: [pending.question] };
    this.#keepingFocus(() => this.#log.finish(this.#conversation.add(pending.question, partial)));
  }

  /** @param {string} question @param {unknown} error */
  #fail(question, error) {
    const reason = error instanceof ProblemError ? error.message : error instanceof OfflineError ? this.#texts.offline : this.#texts.failure;
    this.#settle();
    this.#problem = { question, reason };
    this.#composer.giveBack(question);
    this.#keepingFocus(() => {
      this.#log.drop();
      this.#log.problem(question, reason);
    });
    this.#announcer.say(reason, this.#api.language);
  }

  /** @param {string} language */
  async #choose(language) {
    this.#chosen = language;
    this.#conversation.language = language;
    try {
      await this.#load(language);
    } catch {
      this.#announcer.say(this.#texts.offline, this.#api.language);
    }
  }

  #startOver() {
    this.#pending?.stop.abort();
    this.#settle();
    this.#problem = null;
    this.#conversation.clear();
    this.#announcer.begin();
    this.#draw();
    unfold(this.#parts, false);
    this.#composer.focus();
  }

  /** Nothing that was said or chosen is left in the browser. */
  #erase() {
    this.#conversation.forget();
    this.#chosen = null;
    this.#composer.clear();
    this.#startOver();
    this.#announcer.say(this.#texts.deleted, this.#api.language);
  }

  #showConnection() {
    if (this.#config) this.#parts.offline.textContent = navigator.onLine ? "" : this.#texts.disconnected;
  }
}

/** The page's language, then the browser's. */
function pageLanguage() {
  return document.documentElement.lang || navigator.language;
}

/** The page that the window stands on, without what may follow its path. */
function page() {
  return location.origin + location.pathname;
}

if (!customElements.get("hanni-chat")) customElements.define("hanni-chat", HanniChat);
