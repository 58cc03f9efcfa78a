/** Reading aloud with the browser's own voices (Web Speech). */

/** @typedef {{ text: string, language: string }} Passage */

/** What a screen reader or a voice says of a block. @param {any} block @returns {string} */
export function words(block) {
  if (block.type === "facts") return block.items.map((/** @type {any} */ fact) => `${fact.label}: ${fact.text}`).join(". ");
  return block.items ? [...(block.heading ? [block.heading] : []), ...block.items].join(". ") : block.text;
}

/** An answer's blocks and the names of its services. @param {any} answer @returns {Passage[]} */
export function passages(answer) {
  return [
    ...answer.blocks.map((/** @type {any} */ block) => ({ text: words(block), language: block.language })),
    ...answer.services.map((/** @type {any} */ service) => ({ text: service.title, language: answer.language })),
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

  /**
   * A voice on this device: others send the text to the browser's maker.
   *
   * @param {string} language
   */
  #voice(language) {
    const code = language.split("-")[0];
    return this.#engine?.getVoices().find((voice) => voice.localService && voice.lang.toLowerCase().split(/[-_]/)[0] === code) ?? null;
  }
}
