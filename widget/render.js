import { direction, element, runs, safeUrl } from "./dom.js";

/** @typedef {Record<string, string>} Texts */

/** @param {string} text @param {Texts} texts */
export function renderQuestion(text, texts) {
  return element("div", { class: "message you" }, [
    element("span", { class: "hidden" }, [`${texts.you}: `]),
    element("p", { dir: "auto" }, [text]),
  ]);
}

/** Something to see at once while the answer is on its way; the announcer has the words for it. */
export function renderWaiting() {
  return element("div", { class: "message hanni waiting", "aria-hidden": "true" }, [element("span"), element("span"), element("span")]);
}

/**
 * An answer, or what has arrived of it.
 *
 * @param {any} answer
 * @param {Texts} texts
 * @param {((helpful: boolean) => Promise<void>) | null} vote null: an opinion is not asked for
 */
export function renderAnswer(answer, texts, vote) {
  const view = element("div", { class: "message hanni" }, [
    element("span", { class: "hidden" }, [`${texts.hanni}: `]),
    ...answer.blocks.filter(Boolean).map((/** @type {any} */ block) => renderBlock(block)),
    ...answer.services.map((/** @type {any} */ service) => renderService(service, texts, answer.language)),
  ]);
  if (answer.sources.length) view.append(renderSources(answer.sources, texts));
  if (vote && answer.outcome === "answered") view.append(renderVote(texts, vote));
  return view;
}

/** @param {any} block */
function renderBlock(block) {
  const language = inLanguage(block.language);
  if (block.type === "paragraph") return element("p", language, runs(block.text, block.language));
  if (block.type === "notice") return element("p", { ...language, class: "notice" }, runs(block.text, block.language));
  if (block.type === "facts") {
    return element("dl", { ...language, class: "facts" }, block.items.map((/** @type {any} */ fact) =>
      element("div", {}, [element("dt", {}, [fact.label]), element("dd", {}, runs(fact.text, block.language))])));
  }
  const list = element(block.type === "steps" ? "ol" : "ul", {}, block.items.map((/** @type {string} */ item) =>
    element("li", {}, runs(item, block.language))));
  return element("div", language, [...(block.heading ? [element("h3", {}, runs(block.heading, block.language))] : []), list]);
}

/** @param {string} language */
function inLanguage(language) {
  return { lang: language, dir: direction(language) };
}

/** @param {any} service @param {Texts} texts @param {string} language */
function renderService(service, texts, language) {
  const page = safeUrl(service.url);
  const online = safeUrl(service.online_url);
  const apart = online && online !== page;
  return element("article", { class: "service" }, [
    element("h3", inLanguage(language), runs(service.title, language)),
    element("div", { class: "links" }, [
      ...(apart ? [link(online, texts.online, "button primary", service.title)] : []),
      ...(page ? [link(page, service.external ? texts.to_external : texts.to_service, apart ? "button" : "button primary", service.title)] : []),
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
      const language = inLanguage(source.language);
      const title = url
        ? element("a", { href: url, target: "_blank", rel: "noopener", ...language }, [source.title])
        : element("span", language, [source.title]);
      const [before, after] = (source.undated ? texts.undated : texts.as_of).split(/{{ ?date ?}}/);
      return element("li", {}, [
        title,
        element("span", { class: "date" }, [before, element("bdi", { dir: "ltr" }, [date(source.as_of)]), after ?? ""]),
        element("q", language, [source.quote]),
      ]);
    })),
  ]);
}

/**
 * @param {string[]} questions
 * @param {string} language
 * @param {Texts} texts
 * @param {(question: string) => void} ask
 */
export function renderSuggestions(questions, language, texts, ask) {
  return element("ul", { class: "suggestions", "aria-label": texts.suggestions }, questions.map((question) => {
    const button = element("button", { type: "button", class: "suggestion", ...inLanguage(language) }, runs(question, language));
    button.addEventListener("click", () => ask(question));
    return element("li", {}, [button]);
  }));
}

/** @param {Texts} texts @param {(helpful: boolean) => Promise<void>} vote */
function renderVote(texts, vote) {
  const thanks = element("span", { role: "status", tabindex: "-1" });
  const asked = element("span", {}, [texts.helpful]);
  const buttons = /** @type {[boolean, string][]} */ ([[true, texts.helpful_yes], [false, texts.helpful_no]]).map(([helpful, label]) => {
    const button = element("button", { type: "button" }, [label]);
    button.addEventListener("click", () => {
      vote(helpful).catch(() => undefined); // an opinion is not worth an error message
      thanks.textContent = texts.feedback_thanks;
      thanks.focus();
      for (const done of [asked, ...buttons]) done.remove();
    });
    return button;
  });
  return element("div", { class: "feedback" }, [asked, ...buttons, thanks]);
}

/** @param {string} reason @param {string} retry @param {() => void} again */
export function renderProblem(reason, retry, again) {
  const button = element("button", { type: "button", class: "button" }, [retry]);
  button.addEventListener("click", again);
  return element("div", { class: "message problem" }, [element("p", { dir: "auto" }, [reason]), button]);
}

/** What a screen reader says of an answer, once, when it is whole. @param {any} answer */
export function spoken(answer) {
  const blocks = answer.blocks.map((/** @type {any} */ block) => {
    if (block.type === "facts") return block.items.map((/** @type {any} */ fact) => `${fact.label}: ${fact.text}`).join(". ");
    return block.items ? [...(block.heading ? [block.heading] : []), ...block.items].join(". ") : block.text;
  });
  return [...blocks, ...answer.services.map((/** @type {any} */ service) => service.title)].join(". ");
}

/** An ISO date, possibly only a year or month, as people in Hannover write it. @param {string} iso */
function date(iso) {
  return iso.split("-").reverse().join(".");
}
