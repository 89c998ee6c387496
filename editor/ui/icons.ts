/**
 * The icons: drawn here on a grid of 20, as lines 1.5 wide in the colour of the text around them. They are for the
 * eye only: what they are on carries the name.
 */
import { html, svg, type TemplateResult } from 'lit-html';

function icon(drawing: TemplateResult<2>): TemplateResult {
  return html`<svg class="icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false">${drawing}</svg>`;
}

export const icons = {
  add: icon(svg`<path d="M10 4v12M4 10h12" />`),
  back: icon(svg`<path d="M12 4.5 6.5 10l5.5 5.5" />`),
  bold: icon(svg`<path d="M6 4.2h4.6a2.9 2.9 0 0 1 0 5.8H6zM6 10h5.4a2.95 2.95 0 0 1 0 5.8H6z" />`),
  bullets: icon(
    svg`<path d="M8 5h8.5M8 10h8.5M8 15h8.5" /><g class="icon-fill"><circle cx="4" cy="5" r="1.2" /><circle cx="4" cy="10" r="1.2" /><circle cx="4" cy="15" r="1.2" /></g>`,
  ),
  callout: icon(svg`<rect x="2.5" y="4" width="15" height="12" rx="2" /><path d="M10 7.2v3.4M10 13h.1" />`),
  check: icon(svg`<path d="m4.5 10.5 3.6 3.7 7.4-8.2" />`),
  close: icon(svg`<path d="m5 5 10 10M15 5 5 15" />`),
  code: icon(svg`<path d="m7 5.5-4.5 4.5L7 14.5M13 5.5l4.5 4.5-4.5 4.5" />`),
  delete: icon(
    svg`<path d="M3.5 5.5h13M8 5.2V3.5h4v1.7M5.2 5.5l.7 11h8.2l.7-11M8.4 8.7l.2 4.8M11.6 8.7l-.2 4.8" />`,
  ),
  divider: icon(svg`<path d="M3 10h14M6 5.5h8M6 14.5h8" />`),
  down: icon(svg`<path d="m6.5 8.5 3.5 3.5 3.5-3.5" />`),
  download: icon(svg`<path d="M10 3.5v9M6 9l4 4 4-4M3.5 16.5h13" />`),
  film: icon(svg`<rect x="2.5" y="4" width="15" height="12" rx="2" /><path d="m8.3 7.4 4.2 2.6-4.2 2.6z" />`),
  heading: icon(svg`<path d="M5 4v12M15 4v12M5 10h10" />`),
  image: icon(
    svg`<rect x="2.5" y="3.5" width="15" height="13" rx="2" /><circle cx="7" cy="8" r="1.4" /><path d="m3 14.5 4.2-3.6 3 2.6 3.2-3.3 3.8 3.6" />`,
  ),
  italic: icon(svg`<path d="M8.5 4.2h5M6.5 15.8h5M11.4 4.2 8.6 15.8" />`),
  keyboard: icon(
    svg`<rect x="2.5" y="5" width="15" height="10.5" rx="2" /><path d="M5.6 8.3h.1M8.5 8.3h.1M11.4 8.3h.1M14.3 8.3h.1M7 12.2h6" />`,
  ),
  link: icon(
    svg`<path d="M8.3 11.7a3.1 3.1 0 0 0 4.4 0l2.8-2.8a3.1 3.1 0 0 0-4.4-4.4l-1 1M11.7 8.3a3.1 3.1 0 0 0-4.4 0l-2.8 2.8a3.1 3.1 0 0 0 4.4 4.4l1-1" />`,
  ),
  math: icon(svg`<path d="M14.5 5V3.8h-9l4.7 6.2-4.7 6.2h9V15" />`),
  more: icon(
    svg`<g class="icon-fill"><circle cx="4.5" cy="10" r="1.4" /><circle cx="10" cy="10" r="1.4" /><circle cx="15.5" cy="10" r="1.4" /></g>`,
  ),
  numbers: icon(
    svg`<path d="M8 5h8.5M8 10h8.5M8 15h8.5M3.3 4.1l1-.7v3.4M3.1 13.6c.2-.7 1.9-.8 1.9.3 0 .9-1.3 1.3-1.9 2.3h2" />`,
  ),
  offline: icon(
    svg`<path d="m3.5 3.5 13 13M6.2 6.6A4.3 4.3 0 0 0 6 15.5h8.6M8.3 5a4.6 4.6 0 0 1 6.2 3.6 3.6 3.6 0 0 1 2.5 5.6" />`,
  ),
  marker: icon(svg`<path d="m6.5 11.5 6.8-7.7 3.2 2.9-6.9 7.6-3.6.4zM3 17h14" />`),
  palette: icon(svg`<path d="M10 3.5 5.5 15M10 3.5 14.5 15M7 11.2h6M3.5 17.2h13" />`),
  pencil: icon(svg`<path d="M4 16l.7-3.4 8.4-8.4a1.6 1.6 0 0 1 2.3 0l.4.4a1.6 1.6 0 0 1 0 2.3l-8.4 8.4z" />`),
  person: icon(svg`<circle cx="10" cy="7" r="3" /><path d="M4 16.5c.6-3 3-4.7 6-4.7s5.4 1.7 6 4.7" />`),
  quote: icon(svg`<path d="M4 4.500v11M8 6h8.500M8 10h8.500M8 14h5" />`),
  redo: icon(svg`<path d="M12.8 4 16 7.2l-3.2 3.2M15.6 7.2H8.2a4.1 4.1 0 0 0 0 8.3h3.3" />`),
  search: icon(svg`<circle cx="9" cy="9" r="5" /><path d="m12.8 12.8 3.7 3.7" />`),
  strike: icon(
    svg`<path d="M3.5 10.2h13M14 6.6C13.6 5 12.1 4 10.1 4 7.9 4 6.3 5.1 6.3 6.9c0 1.4.9 2.3 2.4 2.9M6 13.2c.4 1.7 1.9 2.8 4.1 2.8 2.3 0 3.9-1.2 3.9-3 0-.6-.2-1.1-.5-1.6" />`,
  ),
  table: icon(
    svg`<rect x="2.5" y="4" width="15" height="12" rx="1.5" /><path d="M2.5 8h15M2.5 12h15M8.2 8v8" />`,
  ),
  tasks: icon(svg`<path d="m2.7 5 1.3 1.3 2.3-2.6M2.7 13.5l1.3 1.3 2.3-2.6M9.5 5.5h7M9.5 14h7" />`),
  text: icon(svg`<path d="M4.5 6V4.500h11V6M10 4.500v11M7.8 15.500h4.4" />`),
  toggle: icon(svg`<path d="m3.5 5.5 3 2.5-3 2.500zM9.5 8h7M9.5 12h7M9.5 16h4" />`),
  underline: icon(svg`<path d="M6 3.8v5.4a4 4 0 0 0 8 0V3.8M5 16.5h10" />`),
  undo: icon(svg`<path d="M7.2 4 4 7.2l3.2 3.2M4.4 7.2h7.4a4.1 4.1 0 0 1 0 8.3H8.5" />`),
} as const;

/** The mark: a page that begins with a rubricated initial, as a scribe would have left it. */
export const mark = html`<svg class="mark" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
  <rect class="mark-initial" x="3" y="3" width="9" height="9" rx="1.5" />
  <path class="mark-lines" d="M15 4.5h6M15 10.5h6M3 16.5h18M3 21.5h11" />
</svg>`;

/** The name as it stands at the head of a page. */
export const wordmark = html`<span class="wordmark">${mark}<span class="wordmark-name">Scriptorium</span></span>`;
