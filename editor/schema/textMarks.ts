import { Fragment, type Node } from 'prosemirror-model';

/**
 * Marks stand on text only. ProseMirror would let them stand on a hard break, an image or a formula, too, where y-prosemirror keeps
 * them from the others (E4); so whatever makes content from elsewhere passes it through here.
 */
export function marksOnTextOnly(fragment: Fragment): Fragment {
  return Fragment.from(fragment.content.map(plain));
}

function plain(node: Node): Node {
  if (node.isText) return node;
  const unmarked = node.mark([]);
  return node.isLeaf ? unmarked : unmarked.copy(marksOnTextOnly(node.content));
}
