import { direction, element, iconButton, rename, runs, safeUrl } from "./dom.js";

/** @import { Answer, AnswerActions, Block, Config, Service, Source, Texts } from "./types.js" */

/** Where an opinion is asked for. */
const RATED = ["answered", "redirected"];
const COMMENT_CHARACTERS = 500;

/**
 * The first message: who is there, what not to write, and the switch of plain language where there is any.
 *
 * @param {Config} config
 * @param {string | null} own the host's greeting
 * @param {{ plain: boolean }} wishes
 */
export function renderGreeting(config, own, wishes) {
  const view = element("div", { class: "message hanni" }, [
    own ? element("p", { dir: "auto" }, [own]) : element("p", {}, runs(config.greeting, config.language)),
    element("p", { class: "privacy" }, [config.texts.privacy]),
  ]);
  if (!config.plain) return view;
  const button = element("button", { class: "switch", type: "button", role: "switch" }, [config.texts.plain]);
  const show = () => button.setAttribute("aria-checked", String(wishes.plain));
  button.addEventListener("click", () => {
    wishes.plain = !wishes.plain;
    show();
  });
  show();
  view.append(button);
  return view;
}

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
 * What has arrived of an answer; `update` puts a block in its place and leaves the others alone.
 *
 * @param {Texts} texts
 */
export function renderPartial(texts) {
  const view = element("div", { class: "message hanni partial", "aria-busy": "true" }, [element("span", { class: "hidden" }, [`${texts.hanni}: `])]);
  /** @type {HTMLElement[]} */
  const drawn = [];
  return {
    view,
    /** @param {number} index @param {Block} block */
    update(index, block) {
      const made = renderBlock(block);
      if (drawn[index]) drawn[index].replaceWith(made);
      else view.append(made);
      drawn[index] = made;
    },
  };
}

/**
 * An answer.
 *
 * @param {Answer} answer
 * @param {Texts} texts
 * @param {AnswerActions | null} actions
 */
export function renderAnswer(answer, texts, actions) {
  const view = element("div", { class: "message hanni" }, [
    element("span", { class: "hidden" }, [`${texts.hanni}: `]),
    ...answer.blocks.map((block) => renderBlock(block)),
    ...answer.services.map((service) => renderService(service, texts, answer.language)),
  ]);
  if (answer.sources.length) view.append(renderSources(answer.sources, texts));
  if (actions) view.append(renderActions(answer, texts, actions));
  return view;
}

/** @param {Block} block */
function renderBlock(block) {
  const language = inLanguage(block.language);
  if (block.type === "facts") {
    return element("dl", { ...language, class: "facts" }, block.items.map((fact) =>
      element("div", {}, [element("dt", {}, runs(fact.label, block.language)), element("dd", {}, runs(fact.text, block.language))])));
  }
  if (!("items" in block)) return element("p", { ...language, class: block.type === "notice" ? "notice" : "" }, runs(block.text, block.language));
  const list = element(block.type === "steps" ? "ol" : "ul", {}, block.items.map((item) =>
    element("li", {}, runs(item, block.language))));
  return element("div", language, [...(block.heading ? [element("h3", {}, runs(block.heading, block.language))] : []), list]);
}

/** @param {string} language */
function inLanguage(language) {
  return { lang: language, dir: direction(language) };
}

/** The way on comes first, then how old it is. @param {Service} service @param {Texts} texts @param {string} language */
function renderService(service, texts, language) {
  const page = safeUrl(service.url);
  const online = safeUrl(service.online_url);
  const apart = online && online !== page;
  return element("article", { class: "service" }, [
    element("h3", inLanguage(language), runs(service.title, language)),
    element("div", { class: "links" }, [
      ...(apart ? [link(online, texts.online, "button primary", service.title, texts)] : []),
      ...(page ? [link(page, service.external ? texts.to_external : texts.to_service, apart ? "button" : "button primary", service.title, texts)] : []),
    ]),
    element("p", { class: "date" }, dated(texts.as_of, service.as_of)),
  ]);
}

/** @param {string} href @param {string} label @param {string} style @param {string} about @param {Texts} texts */
function link(href, label, style, about, texts) {
  return element("a", { href, class: style, target: "_blank", rel: "noopener", "aria-label": `${label}: ${about} (${texts.new_tab})` }, [label]);
}

/** @param {Source[]} sources @param {Texts} texts */
function renderSources(sources, texts) {
  return element("details", { class: "sources" }, [
    element("summary", {}, [texts.sources]),
    element("ul", {}, sources.map((source) => {
      const url = safeUrl(source.url);
      const language = inLanguage(source.language);
      const title = url
        ? element("a", { href: url, target: "_blank", rel: "noopener", ...language }, [source.title, element("span", { class: "hidden", lang: texts.lang }, [` (${texts.new_tab})`])])
        : element("span", language, [source.title]);
      return element("li", {}, [
        title,
        element("span", { class: "date" }, dated(source.undated ? texts.undated : texts.as_of, source.as_of)),
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

/**
 * @param {Answer} answer
 * @param {Texts} texts
 * @param {AnswerActions} actions
 */
function renderActions(answer, texts, actions) {
  const done = element("span", { class: "hidden", role: "status" });
  const copy = iconButton("copy", texts.copy);
  copy.hidden = !navigator.clipboard?.writeText;
  copy.addEventListener("click", () => actions.copy().then(() => { done.textContent = copy.title = texts.copied; }, () => undefined));
  const listen = iconButton("listen", texts.listen, "icon listen");
  listen.dataset.language = answer.language;
  listen.hidden = !actions.voice(answer.language);
  listen.addEventListener("click", () => actions.listen((reading) => {
    listen.classList.toggle("on", reading);
    rename(listen, reading ? texts.listen_stop : texts.listen);
  }));
  const row = element("div", { class: "actions" }, [copy, listen, done]);
  if (actions.vote && RATED.includes(answer.outcome)) row.append(renderVote(texts, actions.vote));
  return row;
}

/** @param {Texts} texts @param {(helpful: boolean, comment?: string) => Promise<void>} vote */
function renderVote(texts, vote) {
  const thanks = element("span", { role: "status", tabindex: "-1" });
  const asked = element("span", {}, [texts.helpful]);
  /** @param {HTMLElement[]} gone */
  const thank = (...gone) => {
    thanks.textContent = texts.feedback_thanks;
    thanks.focus();
    for (const one of gone) one.remove();
  };
  const buttons = /** @type {[boolean, string][]} */ ([[true, texts.helpful_yes], [false, texts.helpful_no]]).map(([helpful, label]) => {
    const button = element("button", { type: "button" }, [label]);
    button.addEventListener("click", () => {
      vote(helpful).catch(() => undefined); // an opinion is not worth an error message
      thank(asked, ...buttons);
      view.append(renderComment(texts, (comment, form) => {
        vote(helpful, comment).catch(() => undefined);
        thank(form);
      }));
    });
    return button;
  });
  const view = element("div", { class: "feedback" }, [asked, ...buttons, thanks]);
  return view;
}

/** @param {Texts} texts @param {(comment: string, form: HTMLElement) => void} send */
function renderComment(texts, send) {
  const field = /** @type {HTMLTextAreaElement} */ (element("textarea", { class: "input", rows: "2", maxlength: String(COMMENT_CHARACTERS) }));
  const button = element("button", { type: "button", class: "button" }, [texts.comment_send]);
  const form = element("div", { class: "comment" }, [element("label", {}, [texts.comment, field]), button]);
  button.addEventListener("click", () => {
    const comment = field.value.trim();
    if (comment) send(comment, form);
    else field.focus();
  });
  return form;
}

/** @param {string} reason @param {string} retry @param {() => void} again */
export function renderProblem(reason, retry, again) {
  const button = element("button", { type: "button", class: "button" }, [retry]);
  button.addEventListener("click", again);
  return element("div", { class: "message problem" }, [element("p", { dir: "auto" }, [reason]), button]);
}

/** @param {string} phrase with a place for the date @param {string} iso */
function dated(phrase, iso) {
  const [before, after] = phrase.split(/{{ ?date ?}}/);
  return [before, element("bdi", { dir: "ltr" }, [date(iso)]), after ?? ""];
}

/** An ISO date, possibly only a year or month, as people in Hannover write it. @param {string} iso */
function date(iso) {
  return iso.split("-").reverse().join(".");
}
