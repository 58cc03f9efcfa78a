/** @import { Answer, Block, Config } from "./types.js" */

/** Nothing that is meant for people is longer; a browser that lays out more than this stands still. */
const LONGEST_TEXT = 10_000;
const LONGEST_EVENT = 4_000_000;

/** The server cannot be reached at all. */
export class OfflineError extends Error {}

/** The server said what is wrong, in words for the citizen. */
export class ProblemError extends Error {}

/** Talks to Hanni's HTTP API. */
export class ChatApi {
  #base;
  /** The language that problems should be told in. */
  language = "";

  /** @param {string} base the server's address, with a slash at its end */
  constructor(base) {
    this.#base = base;
  }

  /** @param {string} language @param {string} page that the window stands on @returns {Promise<Config>} */
  async config(language, page) {
    const response = await this.#fetch(`api/config?${new URLSearchParams({ language, page })}`, {});
    return parsed(await response.text());
  }

  /**
   * Ask, and be told of each block as it arrives.
   *
   * @param {object} request
   * @param {AbortSignal} signal
   * @param {(index: number, block: Block) => void} onBlock
   * @returns {Promise<Answer>} the whole answer
   */
  async ask(request, signal, onBlock) {
    const response = await this.#fetch("api/chat", {
      method: "POST",
      headers: { "content-type": "application/json", accept: "text/event-stream" },
      body: JSON.stringify(request),
      signal,
    });
    for await (const { event, data } of events(response)) {
      if (event === "answer") return data;
      if (event === "problem") throw new ProblemError(data.detail);
      if (event === "block") onBlock(data.index, data.block);
    }
    throw new OfflineError("the stream ended early");
  }

  /** @param {string} id @param {boolean} helpful @param {string} [comment] */
  async feedback(id, helpful, comment) {
    await this.#fetch("api/feedback", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ id, helpful, ...(comment ? { comment } : {}) }),
    });
  }

  /** @param {string} path @param {RequestInit} options */
  async #fetch(path, options) {
    let response;
    try {
      const language = /** @type {Record<string, string>} */ (this.language ? { "accept-language": this.language } : {});
      response = await fetch(this.#base + path, { credentials: "omit", ...options, headers: { ...language, ...options.headers } });
    } catch (error) {
      throw new OfflineError("no connection", { cause: error });
    }
    if (!response.ok) {
      const problem = await response.json().catch(() => null);
      if (!problem?.detail) throw new OfflineError(`status ${response.status}`);
      throw new ProblemError(problem.detail);
    }
    return response;
  }
}

/** JSON with texts of a length that can be shown. @param {string} json */
function parsed(json) {
  return JSON.parse(json, (_key, value) => typeof value === "string" && value.length > LONGEST_TEXT ? `${value.slice(0, LONGEST_TEXT)}…` : value);
}

/** @param {Response} response */
async function* events(response) {
  const reader = /** @type {ReadableStream<Uint8Array>} */ (response.body).getReader();
  const decoder = new TextDecoder();
  let rest = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      rest += decoder.decode(value, { stream: true }).replaceAll("\r\n", "\n");
      if (rest.length > LONGEST_EVENT) throw new RangeError("too long an answer");
      const messages = rest.split("\n\n");
      rest = messages.pop() ?? "";
      for (const message of messages) {
        const fields = Object.fromEntries(message.split("\n").map((line) => {
          const colon = line.indexOf(":");
          return [line.slice(0, colon), line.slice(colon + 1).trimStart()];
        }));
        if (fields.data) yield { event: fields.event ?? "message", data: parsed(fields.data) };
      }
    }
  } catch (error) {
    if (error instanceof RangeError) throw error;
    throw new OfflineError("the connection broke", { cause: error });
  } finally {
    reader.releaseLock();
  }
}
