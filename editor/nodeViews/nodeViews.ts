import type { NodeViewConstructor } from 'prosemirror-view';
import type { NodeName } from '../schema/schema.ts';
import { blockView } from './block.ts';
import { embedView } from './embed.ts';
import { figureView } from './figure.ts';
import { mathView } from './math.ts';

/** What does more than its spec draws. */
export const nodeViews: Readonly<Partial<Record<NodeName, NodeViewConstructor>>> = {
  block: blockView,
  embed: embedView,
  figure: figureView,
  math_block: mathView,
  math_inline: mathView,
};
