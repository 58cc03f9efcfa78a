/** The chat window's style sheet; adopted, so that it works under a strict Content-Security-Policy. */

const DARK = `--hanni-accent: #63d3b2; --hanni-on-accent: #06261d; --hanni-surface: #141b19; --hanni-raised: #202a27;
    --hanni-text: #eef4f2; --hanni-muted: #b5c4be; --hanni-line: #8b9a95; --hanni-notice: #3a3216; --hanni-problem: #46211f;`;

/** The host may set the element's own colours; the rest is out of its reach. */
const STYLES = `
:host {
  --hanni-accent: #0a5f4a; --hanni-on-accent: #fff; --hanni-surface: #fff; --hanni-raised: #f2f5f4;
  --hanni-text: #17211e; --hanni-muted: #4a5853; --hanni-line: #6f7d78; --hanni-notice: #fff7df; --hanni-problem: #fdeceb;
  --hanni-font: system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Noto Sans Arabic", sans-serif;
  --hanni-inset: 1em; --hanni-layer: 2147483000; --hanni-height: 42em; --hanni-radius: 1em;
  display: block; color-scheme: light dark;
}
:host([hidden]) { display: none !important; }
@media (prefers-color-scheme: dark) { :host(:not([theme=light])) { ${DARK} } }
:host([theme=dark]) { ${DARK} color-scheme: dark; }
:host([theme=light]) { color-scheme: light; }
.root { all: initial; display: block; position: fixed; z-index: var(--hanni-layer); color: var(--hanni-text); color-scheme: inherit;
  inset-block-end: var(--hanni-inset); inset-inline-end: var(--hanni-inset); font: 400 medium/1.5 var(--hanni-font); }
:host([position=start]) .root { inset-inline: var(--hanni-inset) auto; }
:host([mode=inline]) .root { position: static; }
*, *::before, *::after { box-sizing: border-box; }
[hidden] { display: none !important; }
.hidden { position: absolute; inline-size: 1px; block-size: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
button, select, textarea { font: inherit; color: inherit; margin: 0; }
button { cursor: pointer; }
:focus-visible { outline: 3px solid var(--hanni-accent); outline-offset: 2px; }
.glyph { inline-size: 1.5em; block-size: 1.5em; fill: none; stroke: currentColor; stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; flex: none; }
[dir=rtl] .glyph-send, [dir=rtl] .glyph-listen { transform: scaleX(-1); }
.glyph-more { stroke-width: 3.5; }
.glyph-stop, .asking .glyph-send { display: none; }
.asking .glyph-stop { display: block; fill: currentColor; }
.launcher { display: flex; gap: .5em; align-items: center; min-block-size: 3.5em; padding: .75em 1.25em; border: 2px solid transparent; border-radius: 999px;
  background: var(--hanni-accent); color: var(--hanni-on-accent); font-weight: 600; box-shadow: 0 4px 16px rgb(0 0 0 / .25); }
.launcher:focus-visible { outline-color: var(--hanni-text); }
.panel { display: flex; flex-direction: column; inline-size: min(26em, calc(100vw - 2 * var(--hanni-inset))); block-size: min(var(--hanni-height), calc(100dvh - 2 * var(--hanni-inset)));
  background: var(--hanni-surface); border: 1px solid var(--hanni-line); border-radius: var(--hanni-radius); overflow: hidden; box-shadow: 0 8px 32px rgb(0 0 0 / .3); }
.inline .panel { inline-size: 100%; block-size: min(var(--hanni-height), 100dvh); box-shadow: none; }
.header { display: flex; flex-wrap: wrap; gap: .25em; align-items: center; padding-block: .5em; padding-inline: 1em .5em; background: var(--hanni-accent); color: var(--hanni-on-accent); }
.title { flex: 1; min-inline-size: 4em; margin: 0; font-size: 1.15em; font-weight: 700; }
.header :focus-visible { outline-color: var(--hanni-on-accent); outline-offset: -3px; }
.icon { display: grid; place-items: center; min-inline-size: 2.75em; min-block-size: 2.75em; padding: 0; border: 0; border-radius: .5em; background: none; }
.language { min-block-size: 2.75em; inline-size: 7.5em; padding-inline: .5em; border: 1px solid currentColor; border-radius: .5em; background: var(--hanni-accent); color: var(--hanni-on-accent); }
.options { display: flex; flex-wrap: wrap; gap: .5em; padding: .5em .75em; border-block-end: 1px solid var(--hanni-line); background: var(--hanni-raised); }
.option, .button, .suggestion, .feedback button { display: inline-flex; align-items: center; min-block-size: 2.75em; min-inline-size: 2.75em; padding: .5em .9em; border: 1px solid var(--hanni-line); border-radius: .5em;
  background: var(--hanni-surface); color: var(--hanni-text); text-decoration: none; text-align: start; }
.option:hover, .button:hover, .suggestion:hover, .feedback button:hover { text-decoration: underline; }
.log { flex: 1; min-block-size: 0; position: relative; overflow-y: auto; overscroll-behavior: contain; padding: 1em; display: flex; flex-direction: column; gap: .75em; }
.log:focus-visible { outline-offset: -3px; }
.turn { display: flex; flex-direction: column; gap: .75em; scroll-margin: .5em; }
.log > .turn:last-child { min-block-size: calc(100% + .5em); }
.log > * { flex: none; }
.turn > .hanni, .log > .hanni { align-self: flex-start; inline-size: 100%; }
.message { max-inline-size: 100%; padding: .75em 1em; border-radius: 1em; overflow-wrap: anywhere; scroll-margin: .5em; }
.message > * { margin: 0 0 .75em; }
.message > :last-child { margin-block-end: 0; }
.you { align-self: flex-end; max-inline-size: 85%; background: var(--hanni-accent); color: var(--hanni-on-accent); border-end-end-radius: .25em; }
.hanni { background: var(--hanni-raised); border-end-start-radius: .25em; }
.problem { background: var(--hanni-problem); border: 1px solid var(--hanni-line); }
.message h3 { margin: 0 0 .25em; font-size: 1em; font-weight: 700; }
.message ol, .message ul { margin: 0; padding-inline-start: 1.4em; }
.message li + li { margin-block-start: .25em; }
.facts > div { padding-block: .4em; border-block-start: 1px solid var(--hanni-line); }
.facts dt { font-weight: 700; }
.facts dd { margin: 0; }
.notice { padding: .5em .75em; border-inline-start: 4px solid var(--hanni-accent); background: var(--hanni-notice); border-radius: .25em; font-size: .9375em; }
.service { padding: .75em; border: 1px solid var(--hanni-line); border-radius: .75em; background: var(--hanni-surface); }
.date, .sources q { color: var(--hanni-muted); font-size: .9375em; }
.service .date { margin: .5em 0 0; }
.links, .suggestions, .feedback { display: flex; flex-wrap: wrap; gap: .5em; }
.links { margin-block-start: .5em; }
.button { border: 2px solid var(--hanni-accent); color: var(--hanni-accent); font-weight: 600; }
.button.primary { background: var(--hanni-accent); color: var(--hanni-on-accent); }
.suggestions { list-style: none; padding: 0 !important; }
.message .suggestions li + li { margin: 0; }
.suggestion { border-color: var(--hanni-accent); border-radius: 1.4em; }
.sources summary { min-block-size: 2.75em; padding-block: .6em; cursor: pointer; font-weight: 600; }
.sources a { color: var(--hanni-accent); display: inline-block; min-block-size: 1.5em; }
.sources .date, .sources q { display: block; }
.sources q { font-style: italic; }
.switch { display: flex; gap: .6em; align-items: center; min-block-size: 2.75em; padding: 0 .25em; border: 0; background: none; font-weight: 600; }
.switch::before { content: ""; inline-size: 2.25em; block-size: 1.25em; border: 2px solid var(--hanni-line); border-radius: 1em;
  background: radial-gradient(circle at .55em 50%, var(--hanni-line) .38em, transparent .42em); }
.switch[aria-checked=true]::before { border-color: var(--hanni-accent); background: radial-gradient(circle at calc(100% - .55em) 50%, var(--hanni-on-accent) .38em, transparent .42em) var(--hanni-accent); }
.actions { display: flex; flex-wrap: wrap; align-items: center; gap: .25em; }
.actions .icon:first-child { margin-inline-start: -.6em; }
.actions .icon { color: var(--hanni-muted); border-radius: .5em; }
.form .icon { border: 1px solid var(--hanni-line); border-radius: .75em; }
.form .on { background: var(--hanni-notice); border: 2px solid var(--hanni-accent); }
.actions .icon:hover, .actions .on { background: var(--hanni-surface); color: var(--hanni-text); }
.feedback { align-items: center; margin-inline-start: auto; color: var(--hanni-muted); }
.comment { flex-basis: 100%; display: grid; gap: .5em; justify-items: start; color: var(--hanni-text); }
.comment .input { display: block; inline-size: 100%; margin-block-start: .25em; }
.turn > .waiting { display: flex; gap: .4em; inline-size: 5em; }
.waiting span { inline-size: .6em; block-size: .6em; margin: .4em 0; border-radius: 50%; background: var(--hanni-muted); animation: pulse 1.2s infinite; }
.waiting span:nth-child(2) { animation-delay: .2s; }
.waiting span:nth-child(3) { animation-delay: .4s; }
@keyframes pulse { 50% { opacity: .25; } }
.footer { padding: .75em; border-block-start: 1px solid var(--hanni-line); }
.form { display: flex; gap: .5em; align-items: flex-end; }
.input { flex: 1; min-inline-size: 0; min-block-size: 2.75em; padding: .6em .75em; border: 1px solid var(--hanni-line); border-radius: .75em; background: var(--hanni-surface); resize: none; unicode-bidi: plaintext; text-align: start; }
.input::placeholder { color: var(--hanni-muted); opacity: 1; }
button.send { display: grid; place-items: center; min-inline-size: 2.75em; min-block-size: 2.75em; padding: 0; border: 0; border-radius: .75em; background: var(--hanni-accent); color: var(--hanni-on-accent); }
button.send[disabled] { opacity: .5; }
.offline { margin: 0; }
.offline:not(:empty) { padding: .5em .75em; margin-block-end: .5em; border: 1px solid var(--hanni-line); border-radius: .5em; background: var(--hanni-notice); }
.count:not(:empty) { display: block; margin-block-start: .25em; font-weight: 600; }
.privacy { color: var(--hanni-muted); font-size: .8125em; line-height: 1.4; }
@media (max-width: 30em), (max-height: 30em) {
  :host([open]) .root:not(.inline) { inset: 0; }
  .root:not(.inline) .panel { inline-size: 100%; block-size: 100dvh; border: 0; border-radius: 0; }
}
@media (max-height: 30em) {
  .panel { overflow-y: auto; }
  .inline .panel { block-size: auto; overflow: visible; }
  .log { flex: 1 0 auto; overflow: visible; }
  .log > .turn:last-child { min-block-size: 0; }
  .header, .footer { position: sticky; z-index: 1; }
  .header { inset-block-start: 0; padding-block: 0; }
  .footer { inset-block-end: 0; padding: .25em .5em; background: var(--hanni-surface); }
  .turn { scroll-margin-block-start: 4em; }
}
@media (prefers-reduced-motion: reduce) { .waiting span { animation: none; } }
@media (forced-colors: active) {
  .launcher, .panel, .message, button.send, .icon, .option { border: 1px solid ButtonText; }
  .waiting span { background: CanvasText; forced-color-adjust: none; }
  button.send { background: ButtonFace; color: ButtonText; }
  button.send[disabled] { color: GrayText; opacity: 1; }
  .notice { border-inline-start-color: Highlight; }
  .switch::before { forced-color-adjust: none; border-color: ButtonText; background: ButtonFace; }
  .switch[aria-checked=true]::before { background: Highlight; }
}
.paper { position: static; }
.paper .log { overflow: visible; }
.paper .log > .turn:last-child { min-block-size: 0; }
.paper .message { border: 1px solid #999; }
.paper .you { background: none; color: inherit; }
`;

/**
 * The sheet, made by a window's own constructor: a document takes no other.
 *
 * @param {typeof CSSStyleSheet} constructor
 */
export function sheet(constructor) {
  const made = new constructor();
  made.replaceSync(STYLES);
  return made;
}
