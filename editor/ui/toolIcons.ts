/** The icons of the tools to write with, as drawn in `icons.ts`. */
import { svg } from 'lit-html';
import { icon } from './icons.ts';

export const toolIcons = {
  bold: icon(svg`<path d="M6 4.2h4.6a2.9 2.9 0 0 1 0 5.8H6zM6 10h5.4a2.95 2.95 0 0 1 0 5.8H6z" />`),
  bullets: icon(
    svg`<path d="M8 5h8.5M8 10h8.5M8 15h8.5" /><g class="icon-fill"><circle cx="4" cy="5" r="1.2" /><circle cx="4" cy="10" r="1.2" /><circle cx="4" cy="15" r="1.2" /></g>`,
  ),
  callout: icon(svg`<rect x="2.5" y="4" width="15" height="12" rx="2" /><path d="M10 7.2v3.4M10 13h.1" />`),
  code: icon(svg`<path d="m7 5.5-4.5 4.5L7 14.5M13 5.5l4.5 4.5-4.5 4.5" />`),
  divider: icon(svg`<path d="M3 10h14M6 5.5h8M6 14.5h8" />`),
  down: icon(svg`<path d="m6.5 8.5 3.5 3.5 3.5-3.5" />`),
  film: icon(svg`<rect x="2.5" y="4" width="15" height="12" rx="2" /><path d="m8.3 7.4 4.2 2.6-4.2 2.6z" />`),
  heading: icon(svg`<path d="M5 4v12M15 4v12M5 10h10" />`),
  image: icon(
    svg`<rect x="2.5" y="3.5" width="15" height="13" rx="2" /><circle cx="7" cy="8" r="1.4" /><path d="m3 14.5 4.2-3.6 3 2.6 3.2-3.3 3.8 3.6" />`,
  ),
  italic: icon(svg`<path d="M8.5 4.2h5M6.5 15.8h5M11.4 4.2 8.6 15.8" />`),
  math: icon(svg`<path d="M14.5 5V3.8h-9l4.7 6.2-4.7 6.2h9V15" />`),
  numbers: icon(
    svg`<path d="M8 5h8.5M8 10h8.5M8 15h8.5M3.3 4.1l1-.7v3.4M3.1 13.6c.2-.7 1.9-.8 1.9.3 0 .9-1.3 1.3-1.9 2.3h2" />`,
  ),
  marker: icon(svg`<path d="m6.5 11.5 6.8-7.7 3.2 2.9-6.9 7.6-3.6.4zM3 17h14" />`),
  person: icon(svg`<circle cx="10" cy="7" r="3" /><path d="M4 16.5c.6-3 3-4.7 6-4.7s5.4 1.7 6 4.7" />`),
  quote: icon(svg`<path d="M4 4.500v11M8 6h8.500M8 10h8.500M8 14h5" />`),
  redo: icon(svg`<path d="M12.8 4 16 7.2l-3.2 3.2M15.6 7.2H8.2a4.1 4.1 0 0 0 0 8.3h3.3" />`),
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
