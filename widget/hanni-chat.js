// @ts-check
/**
 * <hanni-chat>: the chat window on the city's website.
 *
 *   <script type="module" src="https://hanni.example/widget/hanni-chat.js"></script>
 *   <hanni-chat language="tr"></hanni-chat>
 *
 * Attributes: `server` (default: where this script comes from), `language` (default: the page's,
 * then the browser's), `open`. All texts come from the server as plain text and are only ever
 * set as text, so there is nothing to sanitise.
 */
import { ChatApi, OfflineError } from "./api.js";
import { Conversation } from "./conversation.js";
import { element } from "./dom.js";
import { renderAnswer, renderProblem, renderQuestion } from "./render.js";
import { styles } from "./styles.js";

const SHEET = new CSSStyleSheet();
SHEET.replaceSync(styles);

export class HanniChat extends HTMLElement {
  static observedAttributes = ["language"];

  /** @type {import("./api.js").Config | null} */
  #config = null;
  #root = this.attachShadow({ mode: "open" });
  #api = new ChatApi(new URL(".", import.meta.url).href.replace(/widget\/$/, ""));
  #conversation = new Conversation(sessionStorage);
  /** The citizen's own choice; until then each question's language is detected. */
  #chosen = this.#conversation.language;
  /** @type {AbortController | null} */
  #asking = null;
  #parts = /** @type {Record<string, HTMLElement>} */ ({});

  constructor() {
    super();
    this.#root.adoptedStyleSheets = [SHEET];
  }

  async connectedCallback() {
    const server = this.getAttribute("server");
    if (server) this.#api = new ChatApi(new URL(`${server.replace(/\/$/, "")}/`, location.href).href);
    try {
      await this.#load(this.#chosen ?? this.getAttribute("language") ?? pageLanguage());
    } catch (error) {
      // Without its server the widget has no words, so it stays away rather than be broken.
      console.warn("hanni-chat: the server cannot be reached", error);
    }
  }

  disconnectedCallback() {
    this.#asking?.abort();
  }

  /** @param {string} _name @param {string | null} before @param {string | null} after */
  async attributeChangedCallback(_name, before, after) {
    if (this.#config && after && before !== after && !this.#chosen) await this.#load(after);
  }

  /** Open the chat and put the cursor where one writes. */
  open() {
    this.setAttribute("open", "");
    this.#parts.launcher.setAttribute("aria-expanded", "true");
    this.#parts.panel.hidden = false;
    this.#parts.launcher.hidden = true;
    this.#input.focus();
    this.dispatchEvent(new CustomEvent("hanni-open"));
  }

  /** Close the chat and put the focus back where it was opened. */
  close() {
    this.removeAttribute("open");
    this.#parts.launcher.setAttribute("aria-expanded", "false");
    this.#parts.panel.hidden = true;
    this.#parts.launcher.hidden = false;
    this.#parts.launcher.focus();
    this.dispatchEvent(new CustomEvent("hanni-close"));
  }

  get #input() {
    return /** @type {HTMLTextAreaElement} */ (this.#parts.input);
  }

  get #texts() {
    return /** @type {import("./api.js").Config} */ (this.#config).texts;
  }

  get #language() {
    return /** @type {import("./api.js").Config} */ (this.#config).language;
  }

  /** @param {string} language */
  async #load(language) {
    const draft = this.#parts.input ? this.#input.value : "";
    this.#config = await this.#api.config(language);
    this.#build();
    this.#input.value = draft;
    this.#size();
    const turns = this.#conversation.turns;
    turns.forEach((turn, index) => this.#showTurn(turn, index === turns.length - 1));
    if (this.hasAttribute("open")) {
      this.#parts.panel.hidden = false;
      this.#parts.launcher.hidden = true;
    }
  }

  #build() {
    const config = /** @type {import("./api.js").Config} */ (this.#config);
    const texts = config.texts;
    const launcher = element("button", {
      class: "launcher", part: "launcher", type: "button", "aria-label": texts.open,
      "aria-expanded": "false", "aria-haspopup": "dialog",
    }, [icon("chat"), element("span", { class: "launcher-label" }, ["Hanni"])]);
    launcher.addEventListener("click", () => this.open());

    const language = element("select", { class: "language", "aria-label": texts.language });
    for (const known of config.languages) {
      language.append(element("option", { value: known.code, lang: known.code }, [known.name]));
    }
    /** @type {HTMLSelectElement} */ (language).value = config.language;
    language.addEventListener("change", () => this.#choose(/** @type {HTMLSelectElement} */ (language).value));

    const restart = element("button", { class: "icon", type: "button", "aria-label": texts.start_over, title: texts.start_over }, [icon("restart")]);
    restart.addEventListener("click", () => this.#startOver());
    const close = element("button", { class: "icon", type: "button", "aria-label": texts.close, title: texts.close }, [icon("close")]);
    close.addEventListener("click", () => this.close());

    const log = element("div", { class: "log", role: "log", "aria-label": texts.conversation, "aria-live": "off", tabindex: "0" });
    const announcer = element("p", { class: "hidden", role: "status" });

    const input = element("textarea", {
      class: "input", rows: "1", "aria-label": texts.placeholder, placeholder: texts.placeholder,
      "aria-describedby": "count", enterkeyhint: "send",
    });
    input.addEventListener("input", () => this.#size());
    input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.#ask(this.#input.value);
    });
    const count = element("span", { class: "count", id: "count" });
    const send = element("button", { class: "send", type: "submit", "aria-label": texts.send, title: texts.send }, [icon("send")]);
    const form = element("form", { class: "form" }, [input, send]);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#ask(this.#input.value);
    });

    const panel = element("section", {
      class: "panel", part: "panel", role: "dialog", "aria-label": texts.title,
      lang: config.language, dir: config.direction, hidden: "",
    }, [
      element("div", { class: "header", part: "header" }, [
        element("h2", { class: "title" }, ["Hanni"]), language, restart, close,
      ]),
      log,
      announcer,
      element("div", { class: "footer" }, [form, count, element("p", { class: "privacy" }, [texts.privacy])]),
    ]);
    panel.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.close();
    });

    this.#parts = { launcher, panel, log, announcer, input, count, send, language };
    this.#root.replaceChildren(launcher, panel);
    this.#greet();
  }

  #greet() {
    const config = /** @type {import("./api.js").Config} */ (this.#config);
    this.#parts.log.append(element("div", { class: "message hanni" }, [
      element("p", {}, [config.greeting]),
      ...(this.#conversation.turns.length ? [] : [this.#suggestions(config.starters)]),
    ]));
  }

  /** @param {string[]} questions */
  #suggestions(questions) {
    return element("ul", { class: "suggestions", "aria-label": this.#texts.suggestions }, questions.map((question) => {
      const button = element("button", { type: "button", class: "suggestion", dir: "auto" }, [question]);
      button.addEventListener("click", () => this.#ask(question));
      return element("li", {}, [button]);
    }));
  }

  /** @param {import("./conversation.js").StoredTurn} turn @param {boolean} last */
  #showTurn(turn, last) {
    const view = turn.role === "user" ? renderQuestion(turn.text, this.#texts) : this.#answer(turn.answer, last);
    this.#parts.log.append(view);
    return view;
  }

  /** A whole answer; only the last one offers what to do next. @param {any} answer @param {boolean} last */
  #answer(answer, last) {
    const feedback = last ? (/** @type {boolean} */ helpful) => this.#api.feedback(answer.id, helpful) : null;
    const view = renderAnswer(answer, this.#texts, { feedback });
    if (last && answer.suggestions.length) view.append(this.#suggestions(answer.suggestions));
    return view;
  }

  /** @param {string} raw */
  async #ask(raw) {
    const question = raw.trim();
    const limit = /** @type {import("./api.js").Config} */ (this.#config).limits.message;
    if (!question || question.length > limit || this.#asking) return;
    const controller = (this.#asking = new AbortController());
    const log = this.#parts.log;
    log.querySelectorAll(".suggestions, .problem").forEach((old) => old.remove());
    const asked = renderQuestion(question, this.#texts);
    const waiting = element("div", { class: "message hanni waiting", "aria-hidden": "true" }, [element("span"), element("span"), element("span")]);
    log.append(asked, waiting);
    this.#input.value = "";
    this.#size();
    this.#parts.announcer.textContent = this.#texts.thinking;
    asked.scrollIntoView({ block: "nearest" });
    try {
      let view = waiting;
      /** @type {any[]} */
      const blocks = [];
      const answer = await this.#api.ask({
        message: question, language: this.#chosen, history: this.#conversation.history(), page: location.href.slice(0, 2000),
      }, controller.signal, (index, block) => {
        blocks[index] = block;
        const partial = renderAnswer({ blocks, services: [], sources: [], suggestions: [] }, this.#texts, { feedback: null });
        view.replaceWith(partial);
        view = partial;
      });
      this.#conversation.add(question, answer);
      if (this.#chosen || answer.language === this.#language) {
        view.replaceWith(this.#answer(answer, true));
        asked.scrollIntoView({ block: "start" });
      } else {
        await this.#follow(answer.language);
      }
      this.#parts.announcer.textContent = spoken(answer);
      this.#parts.announcer.lang = answer.language;
      this.dispatchEvent(new CustomEvent("hanni-answer", { detail: { outcome: answer.outcome, language: answer.language } }));
    } catch (error) {
      if (controller.signal.aborted) return;
      log.querySelector(".waiting")?.remove();
      asked.remove();
      const reason = error instanceof OfflineError ? this.#texts.offline : /** @type {Error} */ (error).message;
      const problem = renderProblem(reason, this.#texts.retry, () => {
        problem.remove();
        this.#ask(question);
      });
      log.append(problem);
      if (!this.#input.value) this.#input.value = question;
      this.#size();
      this.#parts.announcer.textContent = reason;
      problem.scrollIntoView({ block: "nearest" });
    } finally {
      if (this.#asking === controller) this.#asking = null;
    }
  }

  /** Speak the language that was answered in, as long as nobody has chosen one. @param {string} language */
  async #follow(language) {
    const focused = this.#root.activeElement === this.#input;
    await this.#load(language);
    this.#parts.log.querySelector(".you:nth-last-child(2)")?.scrollIntoView({ block: "start" });
    if (focused) this.#input.focus();
  }

  /** @param {string} language */
  async #choose(language) {
    this.#chosen = language;
    this.#conversation.language = language;
    try {
      await this.#load(language);
    } catch {
      this.#parts.announcer.textContent = this.#texts.offline;
    }
    this.open();
    this.#parts.language.focus();
  }

  #startOver() {
    this.#asking?.abort();
    this.#asking = null;
    this.#conversation.clear();
    this.#parts.log.replaceChildren();
    this.#greet();
    this.#input.focus();
  }

  /** Grow with the text, and say when it is too long. */
  #size() {
    const limit = /** @type {import("./api.js").Config} */ (this.#config).limits.message;
    const input = this.#input;
    input.style.blockSize = "auto";
    input.style.blockSize = `${Math.min(input.scrollHeight + 2, 140)}px`;
    const over = input.value.trim().length - limit;
    this.#parts.count.textContent = over > 0 ? this.#texts.too_long.replace(/{{ ?count ?}}/, String(over)) : "";
    this.#parts.send.toggleAttribute("disabled", over > 0);
    input.setAttribute("aria-invalid", String(over > 0));
  }
}

/** The page's language, then the browser's. */
function pageLanguage() {
  return (document.documentElement.lang || navigator.language).slice(0, 2).toLowerCase();
}

/** What a screen reader says of an answer: its paragraphs and lists, once, when it is whole. @param {any} answer */
function spoken(answer) {
  return answer.blocks.map((/** @type {any} */ block) =>
    block.items ? block.items.map((/** @type {any} */ item) => item.text ?? item).join(". ") : block.text).join(" ");
}

/** @param {"chat" | "close" | "send" | "restart"} name */
function icon(name) {
  const paths = {
    chat: "M4 4h16a1 1 0 0 1 1 1v11a1 1 0 0 1-1 1h-8l-5 4v-4H4a1 1 0 0 1-1-1V5a1 1 0 0 1 1-1z",
    close: "M6 6l12 12M18 6L6 18",
    send: "M4 12h15M13 6l6 6-6 6",
    restart: "M5 12a7 7 0 1 0 2.1-5M7 3v4h4",
  };
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", `glyph ${name}`);
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", paths[name]);
  svg.append(path);
  return svg;
}

if (!customElements.get("hanni-chat")) customElements.define("hanni-chat", HanniChat);
