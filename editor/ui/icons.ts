/**
 * The icons of pages: drawn here on a grid of 20, as lines 1.5 wide in the colour of the text around them. They are for the
 * eye only: what they are on carries the name. Those for writing are in `toolIcons.ts`, which is loaded later.
 */
import { html, svg, type TemplateResult } from 'lit-html';

export function icon(drawing: TemplateResult<2>): TemplateResult {
  return html`<svg class="icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false">${drawing}</svg>`;
}

export const icons = {
  add: icon(svg`<path d="M10 4v12M4 10h12" />`),
  back: icon(svg`<path d="M12 4.5 6.5 10l5.5 5.5" />`),
  delete: icon(
    svg`<path d="M3.5 5.5h13M8 5.2V3.5h4v1.7M5.2 5.5l.7 11h8.2l.7-11M8.4 8.7l.2 4.8M11.6 8.7l-.2 4.8" />`,
  ),
  download: icon(svg`<path d="M10 3.5v9M6 9l4 4 4-4M3.5 16.5h13" />`),
  keyboard: icon(
    svg`<rect x="2.5" y="5" width="15" height="10.5" rx="2" /><path d="M5.6 8.3h.1M8.5 8.3h.1M11.4 8.3h.1M14.3 8.3h.1M7 12.2h6" />`,
  ),
  link: icon(
    svg`<path d="M8.3 11.7a3.1 3.1 0 0 0 4.4 0l2.8-2.8a3.1 3.1 0 0 0-4.4-4.4l-1 1M11.7 8.3a3.1 3.1 0 0 0-4.4 0l-2.8 2.8a3.1 3.1 0 0 0 4.4 4.4l1-1" />`,
  ),
  more: icon(
    svg`<g class="icon-fill"><circle cx="4.5" cy="10" r="1.4" /><circle cx="10" cy="10" r="1.4" /><circle cx="15.5" cy="10" r="1.4" /></g>`,
  ),
  pencil: icon(svg`<path d="M4 16l.7-3.4 8.4-8.4a1.6 1.6 0 0 1 2.3 0l.4.4a1.6 1.6 0 0 1 0 2.3l-8.4 8.4z" />`),
  search: icon(svg`<circle cx="9" cy="9" r="5" /><path d="m12.8 12.8 3.7 3.7" />`),
  upload: icon(svg`<path d="M10 12.5v-9M6 7l4-4 4 4M3.5 16.5h13" />`),
} as const;

/** The mark: a page that begins with a rubricated initial, as a scribe would have left it. */
export const mark = html`<svg class="mark" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
  <rect class="mark-initial" x="3" y="3" width="9" height="9" rx="1.5" />
  <path class="mark-lines" d="M15 4.5h6M15 10.5h6M3 16.5h18M3 21.5h11" />
</svg>`;

/** The name as it stands at the head of a page. */
export const wordmark = html`<span class="wordmark">${mark}<span class="wordmark-name">Scriptorium</span></span>`;
