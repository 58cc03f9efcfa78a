/** What the chat window's modules hand to each other; read by the type checker only (docs/widget.md). */

export interface Language {
  code: string;
  name: string;
  direction: string;
}

/** The window's own words, by name (bot/phrases/*.yaml, `widget`). */
export type Texts = Record<string, string>;

/** GET /api/config */
export interface Config {
  language: string;
  direction: string;
  /** The language of answers; another one if Hanni does not answer in `language`. */
  answers_in: string;
  languages: Language[];
  /** Whether there are texts in plain language. */
  plain: boolean;
  greeting: string;
  /** The service that the page is about, and the starter questions with it. */
  topic: string | null;
  starters: string[];
  limits: { message: number };
  texts: Texts;
}

export interface TextBlock {
  type: "paragraph" | "notice";
  text: string;
  language: string;
}

export interface ListBlock {
  type: "list" | "steps";
  items: string[];
  language: string;
  heading?: string | null;
}

export interface FactsBlock {
  type: "facts";
  items: { label: string; text: string }[];
  language: string;
}

export type Block = TextBlock | ListBlock | FactsBlock;

export interface Service {
  id: string;
  title: string;
  url: string | null;
  online_url: string | null;
  as_of: string;
  external: boolean;
}

export interface Source {
  title: string;
  url: string | null;
  as_of: string;
  undated: boolean;
  language: string;
  quote: string;
}

/** The answer of POST /api/chat, as far as it is shown. */
export interface Answer {
  id: string;
  outcome: string;
  language: string;
  interface_language?: string;
  answered_by?: string;
  blocks: Block[];
  services: Service[];
  sources: Source[];
  suggestions: string[];
}

export interface UserTurn {
  role: "user";
  text: string;
}

export interface AnswerTurn {
  role: "assistant";
  answer: Answer;
  voted?: boolean;
}

export type StoredTurn = UserTurn | AnswerTurn;

/** The question that is being asked. */
export interface Pending {
  question: string;
  blocks: Block[];
  stop: AbortController;
}

/** What can be done with an answer; null: not offered. */
export interface AnswerActions {
  vote: ((helpful: boolean, comment?: string) => Promise<void>) | null;
  copy: () => Promise<void>;
  listen: (onChange: (reading: boolean) => void) => void;
  /** Whether there is a voice for a language. */
  voice: (language: string) => boolean;
}

/** What is read aloud. */
export interface Passage {
  text: string;
  language: string;
}

export interface LogHandlers {
  ask: (question: string) => void;
  actions: (turn: AnswerTurn) => AnswerActions;
}

export interface ComposerHandlers {
  send: (text: string) => void;
  stop: () => void;
  /** Tell screen readers. */
  say: (text: string) => void;
}
