/** Reading aloud and dictating (Web Speech), where both stay on the device. */

/** @import { Answer, Block, Passage } from "./types.js" */

/** What a screen reader or a voice says of a block. @param {Block | Passage} block @returns {string} */
export function words(block) {
  if ("type" in block && block.type === "facts") return block.items.map((fact) => `${fact.label}: ${fact.text}`).join(". ");
  return "items" in block ? [...(block.heading ? [block.heading] : []), ...block.items].join(". ") : block.text;
}

/** An answer's blocks and the names of its services. @param {Answer} answer @returns {Passage[]} */
export function passages(answer) {
  return [
    ...answer.blocks.map((block) => ({ text: words(block), language: block.language })),
    ...answer.services.map((service) => ({ text: service.title, language: answer.language })),
  ];
}

export class Speaker {
  /** What is being read, and whom to tell that it ended. @type {{ key: object, onChange: (reading: boolean) => void } | null} */
  #reading = null;

  /** @param {() => void} onVoices voices are often known only after a while */
  constructor(onVoices) {
    this.#engine?.addEventListener?.("voiceschanged", onVoices);
  }

  /** @param {string} language */
  has(language) {
    return Boolean(this.#voice(language));
  }

  /**
   * Read aloud, or stop if just this is being read.
   *
   * @param {object} key what is read
   * @param {Passage[]} texts
   * @param {(reading: boolean) => void} onChange
   */
  toggle(key, texts, onChange) {
    const mine = this.#reading?.key === key;
    this.stop();
    if (mine) return;
    const reading = (this.#reading = { key, onChange });
    const readable = texts.filter(({ language }) => this.has(language));
    readable.forEach(({ text, language }, index) => {
      const utterance = new SpeechSynthesisUtterance(text);
      utterance.voice = this.#voice(language);
      utterance.lang = language.split("-")[0];
      const ended = () => {
        if (this.#reading === reading && index === readable.length - 1) this.stop();
      };
      utterance.addEventListener("end", ended);
      utterance.addEventListener("error", ended);
      this.#engine?.speak(utterance);
    });
    onChange(true);
  }

  stop() {
    const reading = this.#reading;
    if (!reading) return;
    this.#reading = null;
    this.#engine?.cancel();
    reading.onChange(false);
  }

  get #engine() {
    return typeof speechSynthesis === "undefined" ? null : speechSynthesis;
  }

  /** A voice on this device: others send the text to the browser's maker. @param {string} language */
  #voice(language) {
    const code = language.split("-")[0];
    return this.#engine?.getVoices().find((voice) => voice.localService && voice.lang.toLowerCase().split(/[-_]/)[0] === code) ?? null;
  }
}

/** Speaking instead of typing. */
export class Dictation {
  /** What is listening. @type {any} */
  #running = null;

  /** Whether speech in a language can be understood without leaving the device. @param {string} language */
  async has(language) {
    const engine = recogniser();
    // A browser that does not know `processLocally` would send the voice to its maker.
    if (!engine?.available || !("processLocally" in engine.prototype)) return false;
    try {
      return await engine.available({ langs: [regional(language)], processLocally: true }) === "available";
    } catch {
      return false; // the page's Permissions-Policy forbids it
    }
  }

  /**
   * Listen until a pause, or stop if it listens already.
   *
   * @param {string} language
   * @param {(text: string) => void} onText what was understood so far, from the beginning
   * @param {(listening: boolean) => void} onChange
   */
  toggle(language, onText, onChange) {
    if (this.#running) return this.#running.stop();
    const running = (this.#running = new (recogniser())());
    running.processLocally = true;
    running.lang = regional(language);
    running.interimResults = true;
    running.addEventListener("result", (/** @type {any} */ event) => {
      if (this.#running === running) onText(Array.from(event.results, (/** @type {any} */ result) => result[0].transcript).join(" "));
    });
    running.addEventListener("end", () => {
      if (this.#running !== running) return;
      this.#running = null;
      onChange(false);
    });
    running.start();
    onChange(true);
  }

  /** Listen no more; what is still being understood is dropped. */
  cancel() {
    const running = this.#running;
    this.#running = null;
    running?.abort();
    return Boolean(running);
  }
}

function recogniser() {
  const { SpeechRecognition, webkitSpeechRecognition } = /** @type {any} */ (globalThis);
  return SpeechRecognition ?? webkitSpeechRecognition;
}

/** With the region where most speakers live: "de-DE". @param {string} language */
function regional(language) {
  const { language: code, region } = new Intl.Locale(language).maximize();
  return `${code}-${region}`;
}
