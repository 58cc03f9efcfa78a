import { element, icon, iconButton, rename } from "./dom.js";
/** @import { Config } from "./types.js" */

/**
 * The window's elements; they are made once and only renamed when the language changes.
 *
 * @param {boolean} inline part of the page instead of a window above it
 * @param {HTMLElement} log
 * @param {HTMLElement} announcer
 * @param {HTMLElement} composer
 */
export function buildWindow(inline, log, announcer, composer) {
  const launcher = element("button", { class: "launcher", part: "launcher", type: "button", "aria-expanded": "false", "aria-haspopup": "dialog" }, [icon("chat"), "Hanni"]);
  const language = /** @type {HTMLSelectElement} */ (element("select", { class: "language" }));
  const more = iconButton("more");
  more.setAttribute("aria-controls", "options");
  const close = iconButton("close");
  close.hidden = inline;
  const [restart, erase, paper] = ["restart", "erase", "print"].map((name) => element("button", { class: `option ${name}`, type: "button" }));
  const statement = /** @type {HTMLAnchorElement} */ (element("a", { class: "option", target: "_blank", rel: "noopener" }));
  const options = element("div", { class: "options", part: "options", id: "options", role: "group" }, [restart, paper, erase, statement]);
  const offline = element("p", { class: "offline", role: "status" });
  const panel = element("section", { class: "panel", part: "panel", role: inline ? "region" : "dialog", hidden: "" }, [
    element("div", { class: "header", part: "header" }, [element("h2", { class: "title" }, ["Hanni"]), language, more, close]),
    options,
    log,
    announcer,
    element("div", { class: "footer", part: "footer" }, [offline, composer]),
  ]);
  const parts = { launcher, panel, language, more, close, options, restart, erase, paper, statement, offline };
  unfold(parts, false);
  return parts;
}

/** @typedef {ReturnType<typeof buildWindow>} Parts */

/** Show or hide what is rarely needed. @param {Pick<Parts, "more" | "options">} parts @param {boolean} open */
export function unfold({ more, options }, open) {
  options.hidden = !open;
  more.setAttribute("aria-expanded", String(open));
}

/** @param {Parts} parts @param {Config} config @param {string} statement the address of the accessibility statement */
export function labelWindow(parts, config, statement) {
  const { texts } = config;
  const { launcher, panel, language } = parts;
  launcher.setAttribute("aria-label", texts.open);
  panel.setAttribute("aria-label", texts.title);
  panel.setAttribute("lang", config.language);
  panel.setAttribute("dir", config.direction);
  language.setAttribute("aria-label", texts.language);
  language.replaceChildren(...config.languages.map((known) => element("option", { value: known.code, lang: known.code }, [known.name])));
  language.value = config.language;
  rename(parts.more, texts.more);
  rename(parts.close, texts.close);
  parts.options.setAttribute("aria-label", texts.more);
  parts.restart.textContent = texts.start_over;
  parts.erase.textContent = texts.delete;
  parts.paper.textContent = texts.print;
  parts.statement.textContent = texts.accessibility;
  parts.statement.setAttribute("aria-label", `${texts.accessibility} (${texts.new_tab})`);
  parts.statement.href = statement;
  /** @type {HTMLElement} */ (panel.querySelector(".log")).setAttribute("aria-label", texts.conversation);
}

/** Where the Tab key may go in an element, in order. @param {HTMLElement} panel */
export function tabStops(panel) {
  return /** @type {HTMLElement[]} */ ([...panel.querySelectorAll("button, select, textarea, a[href], summary, [tabindex='0']")])
    .filter((stop) => !stop.hasAttribute("disabled") && (stop.checkVisibility ? stop.checkVisibility() : stop.offsetParent));
}
