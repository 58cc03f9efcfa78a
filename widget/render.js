// @ts-check
import { element, runs, safeUrl } from "./dom.js";

/** @typedef {Record<string, string>} Texts */

/** @param {string} text @param {Texts} texts */
export function renderQuestion(text, texts) {
  return element("div", { class: "message you" }, [
    element("span", { class: "hidden" }, [`${texts.you}: `]),
    element("p", { dir: "auto" }, [text]),
  ]);
}

/**
 * An answer, or what has arrived of it.
 *
 * @param {any} answer
 * @param {Texts} texts
 * @param {{ feedback: ((helpful: boolean) => Promise<void>) | null }} actions
 */
export function renderAnswer(answer, texts, { feedback }) {
  const view = element("div", { class: "message hanni" }, [
    element("span", { class: "hidden" }, [`${texts.hanni}: `]),
    ...answer.blocks.filter(Boolean).map((/** @type {any} */ block) => renderBlock(block)),
    ...answer.services.map((/** @type {any} */ service) => renderService(service, texts)),
  ]);
  if (answer.sources.length) view.append(renderSources(answer.sources, texts));
  if (feedback && answer.outcome === "answered") view.append(renderFeedback(texts, feedback));
  return view;
}

/** @param {any} block */
function renderBlock(block) {
  const language = { lang: block.language, dir: "auto" };
  if (block.type === "paragraph") return element("p", language, runs(block.text, block.language));
  if (block.type === "notice") return element("p", { ...language, class: "notice" }, runs(block.text, block.language));
  if (block.type === "facts") {
    return element("dl", { ...language, class: "facts" }, block.items.map((/** @type {any} */ fact) =>
      element("div", {}, [element("dt", {}, [fact.label]), element("dd", {}, runs(fact.text, block.language))])));
  }
  const list = element(block.type === "steps" ? "ol" : "ul", {}, block.items.map((/** @type {string} */ item) =>
    element("li", {}, runs(item, block.language))));
  return element("div", language, [...(block.heading ? [element("h3", {}, [block.heading])] : []), list]);
}

/** @param {any} service @param {Texts} texts */
function renderService(service, texts) {
  const page = safeUrl(service.url);
  const online = safeUrl(service.online_url);
  return element("article", { class: "service" }, [
    element("h3", { dir: "auto" }, runs(service.title, "")),
    element("div", { class: "links" }, [
      ...(online && online !== page ? [link(online, texts.online, "button primary", service.title)] : []),
      ...(page ? [link(page, service.external ? texts.to_external : texts.to_service, online && online !== page ? "button" : "button primary", service.title)] : []),
    ]),
  ]);
}

/** @param {string} href @param {string} label @param {string} style @param {string} about */
function link(href, label, style, about) {
  return element("a", { href, class: style, target: "_blank", rel: "noopener", "aria-label": `${label}: ${about}` }, [label]);
}

/** @param {any[]} sources @param {Texts} texts */
function renderSources(sources, texts) {
  return element("details", { class: "sources" }, [
    element("summary", {}, [texts.sources]),
    element("ul", {}, sources.map((source) => {
      const url = safeUrl(source.url);
      const title = url
        ? element("a", { href: url, target: "_blank", rel: "noopener", lang: source.language, dir: "auto" }, [source.title])
        : element("span", { lang: source.language, dir: "auto" }, [source.title]);
      const dated = (source.undated ? texts.undated : texts.as_of).split(/{{ ?date ?}}/);
      return element("li", {}, [
        title,
        element("span", { class: "date" }, [dated[0], element("bdi", { dir: "ltr" }, [date(source.as_of)]), dated[1] ?? ""]),
        element("q", { lang: source.language, dir: "auto" }, [source.quote]),
      ]);
    })),
  ]);
}

/** @param {Texts} texts @param {(helpful: boolean) => Promise<void>} send */
function renderFeedback(texts, send) {
  const view = element("div", { class: "feedback" }, [element("span", {}, [texts.helpful])]);
  for (const [helpful, label] of /** @type {[boolean, string][]} */ ([[true, texts.helpful_yes], [false, texts.helpful_no]])) {
    const button = element("button", { type: "button" }, [label]);
    button.addEventListener("click", async () => {
      await send(helpful).catch(() => undefined); // an opinion is not worth an error message
      view.replaceChildren(element("span", { role: "status" }, [texts.feedback_thanks]));
    });
    view.append(button);
  }
  return view;
}

/** @param {string} reason @param {string} retry @param {() => void} again */
export function renderProblem(reason, retry, again) {
  const button = element("button", { type: "button", class: "button" }, [retry]);
  button.addEventListener("click", again);
  return element("div", { class: "message problem" }, [element("p", { dir: "auto" }, [reason]), button]);
}

/** An ISO date, possibly only a year or month, as people in Hannover write it. @param {string} iso */
function date(iso) {
  return iso.split("-").reverse().join(".");
}
