import { Fragment, type Node, Slice } from 'prosemirror-model';
import { Plugin } from 'prosemirror-state';

/** Takes marks off pasted hard breaks: y-prosemirror would keep them from the others (E4). */
export function pastedBreaks(): Plugin {
  return new Plugin({
    props: {
      transformPasted: (slice) => new Slice(withoutLeafMarks(slice.content), slice.openStart, slice.openEnd),
    },
  });
}

function withoutLeafMarks(fragment: Fragment): Fragment {
  return Fragment.from(fragment.content.map(plain));
}

function plain(node: Node): Node {
  if (node.isText) return node;
  return node.isLeaf ? node.mark([]) : node.copy(withoutLeafMarks(node.content));
}
