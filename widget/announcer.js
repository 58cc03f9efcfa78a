import { direction, element } from "./dom.js";
import { words } from "./speech.js";
/** @import { Block, Passage } from "./types.js" */

/** Long enough to be said; then it is out of the way of those who read line by line. */
const STAYS = 20_000;
/** What ends a sentence, but not the point of "1." or "z. B.". */
const SENTENCE = /[^]*?(?:\p{L}{3,}|[)”"%€])[.!?…؟۔](?=\s|$)\s*/uy;

/**
 * Tells screen readers what happens, politely: each finished sentence of an answer once, in the
 * voice of its language, and never a piece of one.
 */
export class Announcer {
  element = element("div", { class: "hidden announcer", role: "log", "aria-live": "polite" });
  /** Letters of each block that were said. @type {number[]} */
  #said = [];
  #timer = 0;

  /** @param {string} text @param {string} language */
  say(text, language) {
    if (!text.trim()) return;
    this.element.append(element("p", { lang: language, dir: direction(language) }, [text.trim()]));
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.element.replaceChildren(), STAYS);
  }

  /** A new answer begins. */
  begin() {
    this.#said = [];
    this.element.replaceChildren();
  }

  /**
   * Say what of the blocks is finished and was not said yet.
   *
   * @param {(Block | Passage)[]} blocks
   * @param {boolean} whole nothing more will come
   */
  tell(blocks, whole) {
    blocks.forEach((block, index) => {
      const text = words(block);
      const from = this.#said[index] ?? 0;
      const to = whole || index < blocks.length - 1 ? text.length : "items" in block ? from : sentences(text, from);
      this.#said[index] = Math.max(from, to);
      this.say(text.slice(from, to), block.language);
    });
  }
}

/** Where the last whole sentence ends. @param {string} text @param {number} from */
function sentences(text, from) {
  SENTENCE.lastIndex = from;
  let end = from;
  while (SENTENCE.test(text)) end = SENTENCE.lastIndex;
  return end;
}
