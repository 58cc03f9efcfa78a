// @ts-check
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

/** Phone numbers, amounts, dates, paragraphs, times: runs that keep their own direction. */
const RUN = /(?:§+\s?)?\+?\d[\d.,:/\s\u00a0\u202f-]*\d(?:\s?(?:€|%|EUR))?|(?:§+\s?)?\d+(?:\s?(?:€|%|EUR))?/g;
/** German terms in brackets inside another language's text. */
const GERMAN = /\(([A-ZÄÖÜ][\p{Script=Latin}\d ,.-]+)\)/gu;

/**
 * Text with each number isolated for bidi and each German term marked as German, so that neither
 * an Arabic line turns a phone number around nor a screen reader reads "Bürgeramt" in Turkish.
 *
 * @param {string} text
 * @param {string} language
 * @returns {(Node | string)[]}
 */
export function runs(text, language) {
  return split(text, GERMAN, (match) => language === "de"
    ? [match[0]]
    : ["(", element("bdi", { lang: "de" }, [match[1]]), ")"])
    .flatMap((part) => typeof part === "string"
      ? split(part, RUN, (match) => [element("bdi", { dir: "ltr" }, [match[0]])])
      : [part]);
}

/**
 * @param {string} text
 * @param {RegExp} pattern
 * @param {(match: RegExpMatchArray) => (Node | string)[]} replace
 */
function split(text, pattern, replace) {
  /** @type {(Node | string)[]} */
  const parts = [];
  let end = 0;
  for (const match of text.matchAll(pattern)) {
    if (match.index > end) parts.push(text.slice(end, match.index));
    parts.push(...replace(match));
    end = match.index + match[0].length;
  }
  if (end < text.length) parts.push(text.slice(end));
  return parts;
}

/** A link's address if it is one that may be followed. @param {string | null | undefined} url */
export function safeUrl(url) {
  try {
    const parsed = new URL(url ?? "");
    return ["https:", "http:"].includes(parsed.protocol) ? parsed.href : null;
  } catch {
    return null;
  }
}
