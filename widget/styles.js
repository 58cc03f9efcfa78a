// @ts-check
/** The chat window's style sheet; adopted, so that it works under a strict Content-Security-Policy. */
export const styles = `
:host {
  --hanni-accent: #0a5f4a; --hanni-on-accent: #fff; --hanni-surface: #fff; --hanni-raised: #f2f5f4;
  --hanni-text: #17211e; --hanni-muted: #4a5853; --hanni-line: #6f7d78; --hanni-notice: #fff7df; --hanni-problem: #fdeceb;
  all: initial; display: block; color-scheme: light dark; position: fixed; z-index: 2147483000;
  inset-block-end: 1rem; inset-inline-end: 1rem; color: var(--hanni-text);
  font: 400 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Noto Sans Arabic", sans-serif;
}
:host([hidden]) { display: none; }
@media (prefers-color-scheme: dark) {
  :host {
    --hanni-accent: #63d3b2; --hanni-on-accent: #06261d; --hanni-surface: #141b19; --hanni-raised: #202a27;
    --hanni-text: #eef4f2; --hanni-muted: #b5c4be; --hanni-line: #8b9a95; --hanni-notice: #3a3216; --hanni-problem: #46211f;
  }
}
*, *::before, *::after { box-sizing: border-box; }
[hidden] { display: none !important; }
.hidden { position: absolute; inline-size: 1px; block-size: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
button, select, textarea { font: inherit; color: inherit; margin: 0; }
button { cursor: pointer; }
:focus-visible { outline: 3px solid var(--hanni-accent); outline-offset: 2px; }
.glyph { inline-size: 1.5rem; block-size: 1.5rem; fill: none; stroke: currentColor; stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; flex: none; }
[dir=rtl] .glyph.send { transform: scaleX(-1); }
.launcher { display: flex; gap: .5rem; align-items: center; min-block-size: 3.5rem; padding: .75rem 1.25rem; border: 2px solid transparent; border-radius: 999px;
  background: var(--hanni-accent); color: var(--hanni-on-accent); font-weight: 600; box-shadow: 0 4px 16px rgb(0 0 0 / .25); }
.launcher:focus-visible { outline-color: var(--hanni-text); }
.panel { display: flex; flex-direction: column; inline-size: min(26rem, calc(100vw - 2rem)); block-size: min(42rem, calc(100dvh - 2rem));
  background: var(--hanni-surface); border: 1px solid var(--hanni-line); border-radius: 1rem; overflow: hidden; box-shadow: 0 8px 32px rgb(0 0 0 / .3); }
.header { display: flex; gap: .25rem; align-items: center; padding-block: .5rem; padding-inline: 1rem .5rem; background: var(--hanni-accent); color: var(--hanni-on-accent); }
.title { flex: 1; margin: 0; font-size: 1.15rem; font-weight: 700; }
.header :focus-visible { outline-color: var(--hanni-on-accent); outline-offset: -3px; }
.icon { display: grid; place-items: center; min-inline-size: 2.75rem; min-block-size: 2.75rem; padding: 0; border: 0; border-radius: .5rem; background: none; }
.language { min-block-size: 2.75rem; max-inline-size: 9rem; padding-inline: .5rem; border: 1px solid currentColor; border-radius: .5rem; background: var(--hanni-accent); color: var(--hanni-on-accent); }
.log { flex: 1; overflow-y: auto; overscroll-behavior: contain; padding: 1rem; display: flex; flex-direction: column; gap: .75rem; }
.log:focus-visible { outline-offset: -3px; }
.message { max-inline-size: 100%; padding: .75rem 1rem; border-radius: 1rem; overflow-wrap: anywhere; scroll-margin: .5rem; }
.message > * { margin: 0 0 .75rem; }
.message > :last-child { margin-block-end: 0; }
.you { align-self: flex-end; max-inline-size: 85%; background: var(--hanni-accent); color: var(--hanni-on-accent); border-end-end-radius: .25rem; }
.hanni { background: var(--hanni-raised); border-end-start-radius: .25rem; }
.problem { background: var(--hanni-problem); border: 1px solid var(--hanni-line); }
.message h3 { margin: 0 0 .25rem; font-size: 1rem; font-weight: 700; }
.message ol, .message ul { margin: 0; padding-inline-start: 1.4rem; }
.message li + li { margin-block-start: .25rem; }
.facts > div { padding-block: .4rem; border-block-start: 1px solid var(--hanni-line); }
.facts dt { font-weight: 700; }
.facts dd { margin: 0; }
.notice { padding: .5rem .75rem; border-inline-start: 4px solid var(--hanni-accent); background: var(--hanni-notice); border-radius: .25rem; font-size: .9375rem; }
.service { padding: .75rem; border: 1px solid var(--hanni-line); border-radius: .75rem; background: var(--hanni-surface); }
.links { display: flex; flex-wrap: wrap; gap: .5rem; margin-block-start: .5rem; }
.button { display: inline-flex; align-items: center; min-block-size: 2.75rem; padding: .5rem 1rem; border: 2px solid var(--hanni-accent); border-radius: .5rem;
  background: var(--hanni-surface); color: var(--hanni-accent); font-weight: 600; text-decoration: none; }
.button.primary { background: var(--hanni-accent); color: var(--hanni-on-accent); }
.button:hover { text-decoration: underline; }
.suggestions { display: flex; flex-wrap: wrap; gap: .5rem; list-style: none; padding: 0 !important; }
.message .suggestions li + li { margin: 0; }
.suggestion { min-block-size: 2.75rem; padding: .5rem .9rem; border: 1px solid var(--hanni-accent); border-radius: 1.4rem; background: var(--hanni-surface); text-align: start; }
.suggestion:hover { background: var(--hanni-raised); }
.sources summary { min-block-size: 2.75rem; display: flex; align-items: center; gap: .4rem; cursor: pointer; font-weight: 600; }
.sources summary::before { content: "▸"; }
[dir=rtl] .sources summary::before { content: "◂"; }
.sources[open] summary::before { content: "▾"; }
.sources a { color: var(--hanni-accent); display: inline-block; min-block-size: 1.5rem; }
.sources .date { display: block; color: var(--hanni-muted); font-size: .9375rem; }
.sources q { display: block; color: var(--hanni-muted); font-size: .9375rem; font-style: italic; }
.feedback { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; color: var(--hanni-muted); }
.feedback button { min-block-size: 2.75rem; min-inline-size: 2.75rem; padding: .25rem .9rem; border: 1px solid var(--hanni-line); border-radius: .5rem; background: none; color: var(--hanni-text); }
.waiting { display: flex; gap: .4rem; inline-size: 5rem; }
.waiting span { inline-size: .6rem; block-size: .6rem; margin: .4rem 0; border-radius: 50%; background: var(--hanni-muted); animation: pulse 1.2s infinite; }
.waiting span:nth-child(2) { animation-delay: .2s; }
.waiting span:nth-child(3) { animation-delay: .4s; }
@keyframes pulse { 50% { opacity: .25; } }
.footer { padding: .75rem; border-block-start: 1px solid var(--hanni-line); }
.form { display: flex; gap: .5rem; align-items: flex-end; }
.input { flex: 1; min-inline-size: 0; min-block-size: 2.75rem; padding: .6rem .75rem; border: 1px solid var(--hanni-line); border-radius: .75rem; background: var(--hanni-surface); resize: none; unicode-bidi: plaintext; text-align: start; }
.input::placeholder { color: var(--hanni-muted); opacity: 1; }
.send { display: grid; place-items: center; min-inline-size: 2.75rem; min-block-size: 2.75rem; padding: 0; border: 0; border-radius: .75rem; background: var(--hanni-accent); color: var(--hanni-on-accent); }
.send[disabled] { opacity: .5; }
.count:not(:empty) { display: block; margin-block-start: .25rem; font-weight: 600; }
.privacy { margin: .5rem 0 0; color: var(--hanni-muted); font-size: .8125rem; line-height: 1.4; }
@media (max-width: 30rem), (max-height: 30rem) {
  :host([open]) { inset: 0; }
  .panel { inline-size: 100vw; block-size: 100dvh; border: 0; border-radius: 0; }
  .header { padding-inline-start: .75rem; }
}
@media (max-height: 30rem) {
  .privacy { display: none; }
  .panel { overflow-y: auto; }
  .log { flex: none; min-block-size: 60dvh; }
}
@media (prefers-reduced-motion: reduce) { .waiting span { animation: none; } }
@media (forced-colors: active) {
  .launcher, .panel, .message, .send, .icon { border: 1px solid ButtonText; }
  .notice { border-inline-start-color: Highlight; }
}
`;
