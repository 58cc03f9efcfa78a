import { element, icon, iconButton, rename } from "./dom.js";
import { Dictation } from "./speech.js";
/** @import { ComposerHandlers, Config } from "./types.js" */

const HEIGHT = 140;
/** A double click on "send" must not stop the answer. */
const DOUBLE_CLICK = 600;

/** Where one writes or speaks a question, sends it, and stops the answer. */
export class Composer {
  #handlers;
  #dictation = new Dictation();
  /** @type {Config | null} */
  #config = null;
  /** When the question was sent that is being answered; 0: none is. */
  #since = 0;
  #tooLong = false;
  #input = /** @type {HTMLTextAreaElement} */ (element("textarea", { class: "input", part: "input", rows: "1", "aria-describedby": "count", enterkeyhint: "send" }));
  #speak = iconButton("speak", "", "icon speak");
  #send = element("button", { class: "send", part: "send", type: "button" }, [icon("send"), icon("stop")]);
  #count = element("span", { class: "count", id: "count" });
  /** No <form>: a sandboxed frame may forbid sending one. */
  element = element("div", {}, [element("div", { class: "form" }, [this.#input, this.#speak, this.#send]), this.#count]);

  /** @param {ComposerHandlers} handlers */
  constructor(handlers) {
    this.#handlers = handlers;
    this.#speak.hidden = true;
    this.#send.addEventListener("click", () => this.#press());
    this.#speak.addEventListener("click", () => this.#listen());
    this.#input.addEventListener("input", () => this.resize());
    this.#input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      handlers.send(this.#input.value);
    });
  }

  /** @param {Config} config */
  label(config) {
    this.#config = config;
    const { texts, language } = config;
    this.#input.placeholder = texts.placeholder;
    this.#input.setAttribute("aria-label", texts.placeholder);
    this.cancel();
    this.asking = Boolean(this.#since);
    rename(this.#speak, texts.speak);
    this.#dictation.has(language).then((can) => {
      if (this.#config === config) this.#speak.hidden = !can;
    });
  }

  /** Whether an answer is awaited. @param {boolean} awaited */
  set asking(awaited) {
    this.#since = awaited ? this.#since || performance.now() : 0;
    const texts = this.#config?.texts;
    if (texts) rename(this.#send, awaited ? texts.stop : texts.send);
    this.#send.classList.toggle("asking", awaited);
  }

  focus() {
    this.#input.focus();
  }

  /** A question was sent: it is here no more. @param {string} question */
  take(question) {
    this.cancel();
    if (this.#input.value.trim() === question) this.#input.value = "";
    this.resize();
  }

  /** A question was not answered; what was typed meanwhile stays. @param {string} question */
  giveBack(question) {
    if (!this.#input.value) this.#input.value = question;
    this.resize();
  }

  clear() {
    this.cancel();
    this.#input.value = "";
    this.resize();
  }

  /** Listen no more. */
  cancel() {
    if (this.#dictation.cancel()) this.#listening(false);
  }

  /** Grow with the text, and say when it is too long. */
  resize() {
    if (!this.#config) return;
    const { limits, texts } = this.#config;
    const { style } = this.#input;
    style.blockSize = "auto";
    style.blockSize = `${Math.min(this.#input.scrollHeight + 2, HEIGHT)}px`;
    const over = this.#input.value.trim().length - limits.message;
    this.#count.textContent = over > 0 ? texts.too_long.replace(/{{ ?count ?}}/, String(over)) : "";
    this.#send.toggleAttribute("disabled", over > 0 && !this.#since);
    this.#input.setAttribute("aria-invalid", String(over > 0));
    if (over > 0 && !this.#tooLong) this.#handlers.say(this.#count.textContent);
    this.#tooLong = over > 0;
  }

  #press() {
    if (!this.#since) this.#handlers.send(this.#input.value);
    else if (performance.now() - this.#since > DOUBLE_CLICK) this.#handlers.stop();
  }

  /** What is said is written after what was typed; the citizen reads it and sends it. */
  #listen() {
    const typed = this.#input.value && `${this.#input.value.trimEnd()} `;
    const { language } = /** @type {Config} */ (this.#config);
    this.#dictation.toggle(language, (text) => {
      this.#input.value = typed + text;
      this.resize();
    }, (listening) => {
      this.#listening(listening);
      if (!listening) this.focus();
    });
  }

  /** @param {boolean} listening */
  #listening(listening) {
    const { texts } = /** @type {Config} */ (this.#config);
    this.#speak.classList.toggle("on", listening);
    rename(this.#speak, listening ? texts.speak_stop : texts.speak);
  }
}
