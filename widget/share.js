/** Taking an answer along: on the clipboard and on paper. */
import { direction, safeUrl } from "./dom.js";
import { sheet } from "./styles.js";
/** @import { Answer, Texts } from "./types.js" */

/** An answer as plain text, with links and sources. @param {Answer} answer @param {Texts} texts */
export function plainText(answer, texts) {
  const blocks = answer.blocks.map((block) => {
    if (block.type === "facts") return block.items.map((fact) => `${fact.label}: ${fact.text}`).join("\n");
    if (!("items" in block)) return block.text;
    const items = block.items.map((item, index) => `${block.type === "steps" ? `${index + 1}.` : "-"} ${item}`);
    return [...(block.heading ? [block.heading] : []), ...items].join("\n");
  });
  const services = answer.services.map((service) =>
    [service.title, ...new Set([service.online_url, service.url].filter(safeUrl))].join("\n"));
  const sources = answer.sources.map((source) => [source.title, source.as_of, source.url].filter(Boolean).join(", "));
  return [...blocks, ...services, ...(sources.length ? [`${texts.sources}:`, ...sources] : [])].join("\n\n");
}

/**
 * Print the conversation without the page around it, from a frame that is gone afterwards.
 *
 * @param {HTMLElement} log
 * @param {ShadowRoot} root
 * @param {string} title
 * @param {string} language
 */
export function print(log, root, title, language) {
  const frame = document.createElement("iframe");
  frame.className = "hidden";
  frame.title = title;
  frame.setAttribute("aria-hidden", "true");
  root.append(frame);
  const paper = /** @type {Window & typeof globalThis} */ (frame.contentWindow);
  const { document: page } = paper;
  page.title = title;
  page.documentElement.lang = language;
  page.documentElement.dir = direction(language);
  page.adoptedStyleSheets = [sheet(paper.CSSStyleSheet)];
  const copy = /** @type {HTMLElement} */ (page.importNode(log, true));
  for (const source of copy.querySelectorAll("details")) source.open = true;
  for (const control of copy.querySelectorAll("button, .actions, .suggestions")) control.remove();
  copy.removeAttribute("role");
  const paperRoot = page.createElement("main");
  paperRoot.className = "root paper";
  paperRoot.append(copy);
  page.body.replaceChildren(paperRoot);
  paper.addEventListener("afterprint", () => setTimeout(() => frame.remove()));
  paper.focus();
  paper.print();
}
