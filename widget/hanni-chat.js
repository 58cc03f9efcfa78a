/**
 * <hanni-chat>: the chat window on the city's website (docs/widget.md).
 *
 *   <script type="module" src="https://hanni.example/widget/hanni-chat.js"></script>
 *   <hanni-chat language="tr"></hanni-chat>
 *
 * Attributes: `server` (default: where this script comes from), `language` (default: the page's,
 * then the browser's), `theme` (light, dark), `position` (start), `greeting`, `mode` (inline), `open`.
 * Methods: open(), close(), ask(text). Events: hanni-open, hanni-close, hanni-answer.
 *
 * All texts come from the server as plain text and are only ever set as text, so there is nothing
 * to sanitise. What was drawn stays; a change of language draws it again in new words.
 */
import { Announcer } from "./announcer.js";
import { ChatApi, OfflineError, ProblemError } from "./api.js";
import { Conversation } from "./conversation.js";
import { element, rename } from "./dom.js";
import { Log } from "./log.js";
import { renderAnswer } from "./render.js";
import { plainText, print } from "./share.js";
import { Speaker, passages } from "./speech.js";
import { sheet } from "./styles.js";
import { buildWindow, labelWindow, tabStops, unfold } from "./window.js";

const SHEET = sheet(CSSStyleSheet);

/** Where the window covers the page; the same as in styles.js. */
const COVERS_PAGE = "(max-width: 30em), (max-height: 30em)";
const INPUT_HEIGHT = 140;
/** A double click on "send" must not stop the answer. */
const DOUBLE_CLICK = 600;
/** The language that plain texts are in. */
const PLAIN_IN = "de";

/** @typedef {{ question: string, blocks: any[], stop: AbortController, since: number }} Pending */

export class HanniChat extends HTMLElement {
  static observedAttributes = ["language", "greeting"];

  /** @type {import("./api.js").Config | null} */
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
  #tooLong = false;
  #announcer = new Announcer();
  #speaker = new Speaker(() => this.#offerVoices());
  #log = new Log({ ask: (question) => this.#ask(question), actions: (turn) => this.#actions(turn) });
  /** Filled once the attributes can be read. @type {import("./window.js").Parts} */
  #parts;
  #whenOnline = () => this.#showConnection();

  constructor() {
    super();
    this.#root.adoptedStyleSheets = [SHEET];
    this.#parts = buildWindow(false, this.#log.element, this.#announcer.element);
  }

  get #inline() {
    return this.getAttribute("mode") === "inline";
  }

  get #texts() {
    return /** @type {import("./api.js").Config} */ (this.#config).texts;
  }

  get #plain() {
    return this.#config?.language === PLAIN_IN && this.#conversation.plain;
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
    this.#parts = buildWindow(this.#inline, this.#log.element, this.#announcer.element);
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
    this.#parts.input.focus();
    this.#log.scrollToQuestion();
    this.#tell("hanni-open");
  }

  /** Close the chat and put the focus back where it was opened. */
  close() {
    if (!this.#config || this.#inline) return;
    this.removeAttribute("open");
    this.#speaker.stop();
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
    const first = document.querySelector(this.localName);
    return this.id || (first === this || !first ? "" : String([...document.querySelectorAll(this.localName)].indexOf(this)));
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
    if (!this.#inline) panel.toggleAttribute("aria-modal", false);
    if (!this.#inline && matchMedia(COVERS_PAGE).matches) panel.setAttribute("aria-modal", "true");
  }

  #listen() {
    const parts = this.#parts;
    const { input, panel } = parts;
    /** @type {[HTMLElement, () => void][]} */
    const clicks = [
      [parts.launcher, () => this.open()],
      [parts.close, () => this.close()],
      [parts.send, () => this.#pending ? this.#stop() : this.#ask(input.value)],
      [parts.more, () => unfold(parts, parts.options.hidden)],
      [parts.restart, () => this.#startOver()],
      [parts.erase, () => this.#erase()],
      [parts.paper, () => print(this.#log.element, this.#root, this.#texts.title, this.#api.language)],
    ];
    for (const [button, act] of clicks) button.addEventListener("click", act);
    parts.language.addEventListener("change", () => this.#choose(parts.language.value));
    input.addEventListener("input", () => this.#size());
    input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.#ask(input.value);
    });
    panel.addEventListener("keydown", (event) => {
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
    if (this.#inline || !matchMedia(COVERS_PAGE).matches) return;
    const stops = tabStops(this.#parts.panel);
    const [first, last] = [stops[0], stops[stops.length - 1]];
    if (this.#root.activeElement !== (event.shiftKey ? first : last)) return;
    event.preventDefault();
    (event.shiftKey ? last : first).focus();
  }

  /** Speak another language. @param {string} language */
  async #load(language) {
    const load = ++this.#loads;
    const config = await this.#api.config(language);
    if (load !== this.#loads) return; // a newer choice is on its way
    const first = this.#config === null;
    this.#config = { ...config, texts: { ...config.texts, lang: config.language } };
    this.#api.language = config.language;
    labelWindow(this.#parts, this.#config, `${this.#server}accessibility`);
    this.#labelSend();
    this.#showConnection();
    this.#draw();
    if (!first) return;
    this.#root.append(element("div", { class: this.#inline ? "root inline" : "root" }, [this.#parts.launcher, this.#parts.panel]));
    this.#show(this.hasAttribute("open"));
    this.#size();
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
    if (within && !this.#log.element.contains(this.#root.activeElement)) this.#parts.input.focus();
  }

  #greeting() {
    const config = /** @type {import("./api.js").Config} */ (this.#config);
    const own = this.getAttribute("greeting");
    const view = element("div", { class: "message hanni" }, [
      element("p", own ? { dir: "auto" } : {}, [own ?? config.greeting]),
      element("p", { class: "privacy" }, [config.texts.privacy]),
    ]);
    if (config.language === PLAIN_IN) view.append(this.#plainSwitch());
    if (!this.#conversation.turns.length && !this.#pending && !this.#problem) view.append(this.#log.suggestions(config.starters, config.language));
    return view;
  }

  #plainSwitch() {
    const button = element("button", { class: "switch", type: "button", role: "switch", "aria-checked": String(this.#plain) }, [this.#texts.plain]);
    button.addEventListener("click", () => {
      this.#conversation.plain = !this.#plain;
      button.setAttribute("aria-checked", String(this.#plain));
    });
    return button;
  }

  /** @param {import("./conversation.js").AnswerTurn} turn @returns {import("./render.js").AnswerActions} */
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
    const { input } = this.#parts;
    const pending = (this.#pending = { question, blocks: /** @type {any[]} */ ([]), stop: new AbortController(), since: performance.now() });
    this.#problem = null;
    if (input.value.trim() === question) input.value = "";
    this.#size();
    this.#labelSend();
    this.#keepingFocus(() => this.#log.begin(question));
    this.#announcer.begin();
    this.#announcer.say(this.#texts.thinking, this.#api.language);
    this.#log.scrollToQuestion();
    let answer;
    try {
      const request = {
        message: question, language: this.#chosen, history: this.#conversation.history(), page: location.origin + location.pathname,
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
    this.#announcer.tell([...answer.blocks, ...answer.services.map((/** @type {any} */ service) => ({ text: service.title, language: answer.language }))], true);
    this.#tell("hanni-answer", { id: answer.id, outcome: answer.outcome, language: answer.language });
  }

  /** @param {string} question @param {any} answer */
  async #finish(question, answer) {
    this.#pending = null;
    this.#labelSend();
    const turn = this.#conversation.add(question, answer);
    this.#keepingFocus(() => this.#log.finish(turn));
    if (this.#chosen || answer.language === this.#api.language) return;
    // Speak the language that was answered in; without its texts the answer is there all the same.
    await this.#load(answer.language).catch(() => undefined);
    this.#log.scrollToQuestion();
  }

  /** Keep what has arrived; if nothing has, the question is where it was typed. */
  #stop() {
    const pending = this.#pending;
    if (!pending || performance.now() - pending.since < DOUBLE_CLICK) return;
    this.#pending = null;
    pending.stop.abort();
    this.#labelSend();
    this.#announcer.say(this.#texts.stopped, this.#api.language);
    const blocks = pending.blocks.filter(Boolean);
    if (!blocks.length) {
      this.#log.drop();
      this.#giveBack(pending.question);
      return;
    }
    const notice = { type: "notice", text: this.#texts.stopped, language: this.#api.language };
    const partial = { id: "", outcome: "stopped", language: blocks[0].language, blocks: [...blocks, notice], services: [], sources: [], suggestions: [pending.question] };
    this.#keepingFocus(() => this.#log.finish(this.#conversation.add(pending.question, partial)));
  }

  /** @param {string} question @param {unknown} error */
  #fail(question, error) {
    const reason = error instanceof ProblemError ? error.message : error instanceof OfflineError ? this.#texts.offline : this.#texts.failure;
    this.#pending = null;
    this.#problem = { question, reason };
    this.#labelSend();
    this.#giveBack(question);
    this.#keepingFocus(() => {
      this.#log.drop();
      this.#log.problem(question, reason);
    });
    this.#announcer.say(reason, this.#api.language);
  }

  /** @param {string} question */
  #giveBack(question) {
    if (!this.#parts.input.value) this.#parts.input.value = question;
    this.#size();
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
    this.#pending = null;
    this.#problem = null;
    this.#conversation.clear();
    this.#announcer.begin();
    this.#labelSend();
    this.#draw();
    unfold(this.#parts, false);
    this.#parts.input.focus();
  }

  /** Nothing that was said or chosen is left in the browser. */
  #erase() {
    this.#conversation.forget();
    this.#chosen = null;
    this.#parts.input.value = "";
    this.#size();
    this.#startOver();
    this.#announcer.say(this.#texts.deleted, this.#api.language);
  }

  #labelSend() {
    const { send } = this.#parts;
    rename(send, this.#pending ? this.#texts.stop : this.#texts.send);
    send.classList.toggle("asking", Boolean(this.#pending));
  }

  #showConnection() {
    if (this.#config) this.#parts.offline.textContent = navigator.onLine ? "" : this.#texts.disconnected;
  }

  /** Grow with the text, and say when it is too long. */
  #size() {
    const { input, count, send } = this.#parts;
    const limit = /** @type {import("./api.js").Config} */ (this.#config).limits.message;
    input.style.blockSize = "auto";
    input.style.blockSize = `${Math.min(input.scrollHeight + 2, INPUT_HEIGHT)}px`;
    const over = input.value.trim().length - limit;
    count.textContent = over > 0 ? this.#texts.too_long.replace(/{{ ?count ?}}/, String(over)) : "";
    send.toggleAttribute("disabled", over > 0 && !this.#pending);
    input.setAttribute("aria-invalid", String(over > 0));
    if (over > 0 && !this.#tooLong) this.#announcer.say(count.textContent, this.#api.language);
    this.#tooLong = over > 0;
  }
}

/** The page's language, then the browser's. */
function pageLanguage() {
  return (document.documentElement.lang || navigator.language).slice(0, 2).toLowerCase();
}

if (!customElements.get("hanni-chat")) customElements.define("hanni-chat", HanniChat);
