/**
 * Make an element. Strings become text nodes, never markup.
 *
 * @param {string} name
 * @param {Record<string, string>} [attributes]
 * @param {(Node | string)[]} [children]
 * @returns {HTMLElement}
 */
export function element(name, attributes = {}, children = []) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

const PATHS = {
  chat: "M4 4h16a1 1 0 0 1 1 1v11a1 1 0 0 1-1 1h-8l-5 4v-4H4a1 1 0 0 1-1-1V5a1 1 0 0 1 1-1z",
  close: "M6 6l12 12M18 6L6 18",
  send: "M4 12h15M13 6l6 6-6 6",
  stop: "M7 7h10v10H7z",
  more: "M5 12h.01M12 12h.01M19 12h.01",
  copy: "M9 9h11v11H9zM5 15H4V4h11v1",
  speak: "M12 3a3 3 0 0 1 3 3v5a3 3 0 0 1-6 0V6a3 3 0 0 1 3-3zM6 11a6 6 0 0 0 12 0M12 17v4",
  listen: "M4 9v6h4l5 4V5L8 9zM17 9a4 4 0 0 1 0 6",
};

/** @param {keyof typeof PATHS} name */
export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", `glyph glyph-${name}`);
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}

/**
 * A button that shows only a picture; its name is told to screen readers and shown on hovering.
 *
 * @param {keyof typeof PATHS} picture
 * @param {string} [name]
 * @param {string} [style]
 */
export function iconButton(picture, name = "", style = "icon") {
  const button = /** @type {HTMLButtonElement} */ (element("button", { class: style, type: "button" }, [icon(picture)]));
  rename(button, name);
  return button;
}

/** @param {HTMLElement} button @param {string} name */
export function rename(button, name) {
  button.setAttribute("aria-label", name);
  button.title = name;
}

/** @param {string} language */
export function direction(language) {
  return ["ar", "fa", "ps"].includes(language) ? "rtl" : "ltr";
}

const OTHER_SCRIPTS = ["ar", "bg", "el", "fa", "ps", "ru", "uk"];
/** One word of Latin letters and digits: a German term, a number, a part of a telephone number. */
const LATIN_WORD = /^[§+("„]*[\p{Script=Latin}\d][\p{Script=Latin}\d.,:;/()+–%€"“…-]*[،؛؟]*$/u;
const LATIN_ALONE = /^(?:§§?|–|-|€|%)$/u;
/** Where a run ends though the next word is Latin too: at the end of a list item, or of a sentence with a number. */
const RUN_ENDS = /(?:\d\.|[,;:،؛؟])$/u;
/** Punctuation at its end belongs to the sentence around the run. */
const TRAILING = /[.,;:!?…،؛؟]$/u;
/** German terms in brackets inside another language in Latin letters. */
const BRACKETED = /\(([A-ZÄÖÜ][\p{Script=Latin}\d ,./–-]+)\)/gu;

/**
 * Text with what is foreign in it set apart, so that neither an Arabic line turns a telephone number
 * or "§ 17 Abs. 1" around nor a screen reader reads "Bürgeramt" in Turkish.
 *
 * @param {string} text
 * @param {string} language
 * @returns {(Node | string)[]}
 */
export function runs(text, language) {
  if (language.startsWith("de")) return [text];
  return OTHER_SCRIPTS.includes(language) ? latinRuns(text) : bracketed(text);
}

/** @param {string} text */
function latinRuns(text) {
  /** @type {(Node | string)[]} */
  const parts = [];
  let plain = "";
  /** @type {string[]} */
  let run = [];
  const flush = () => {
    if (!run.length) return;
    let words = run.join(" ");
    run = [];
    // Brackets that are not closed, or not opened, in the run belong to the sentence too.
    while (words.startsWith("(") && !words.includes(")")) {
      plain += "(";
      words = words.slice(1);
    }
    let after = "";
    while (TRAILING.test(words) || (words.endsWith(")") && !words.includes("("))) {
      after = words.slice(-1) + after;
      words = words.slice(0, -1);
    }
    const language = /** @type {Record<string, string>} */ (/\p{Script=Latin}/u.test(words) ? { lang: "de" } : {});
    parts.push(plain, element("bdi", { ...language, dir: "ltr" }, [words]));
    plain = after;
  };
  for (const [index, word] of text.split(" ").entries()) {
    const space = index ? " " : "";
    if (LATIN_WORD.test(word) || (LATIN_ALONE.test(word) && (run.length || word.startsWith("§")))) {
      if (run.length) run.push(word);
      else {
        plain += space;
        run = [word];
      }
      if (RUN_ENDS.test(word)) flush();
    } else {
      flush();
      plain += space + word;
    }
  }
  flush();
  return [...parts, plain].filter((part) => part !== "");
}

/** @param {string} text */
function bracketed(text) {
  /** @type {(Node | string)[]} */
  const parts = [];
  let end = 0;
  for (const match of text.matchAll(BRACKETED)) {
    const start = /** @type {number} */ (match.index);
    parts.push(`${text.slice(end, start)}(`, element("bdi", { lang: "de" }, [match[1]]), ")");
    end = start + match[0].length;
  }
  return [...parts, text.slice(end)];
}

/** A link's address if it is one that may be followed. @param {string | null | undefined} url */
export function safeUrl(url) {
  try {
    const parsed = new URL(url ?? "");
    return ["https:", "http:", "tel:", "mailto:"].includes(parsed.protocol) ? parsed.href : null;
  } catch {
    return null;
  }
}
