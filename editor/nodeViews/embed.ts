import type { NodeView, NodeViewConstructor } from 'prosemirror-view';
import { type Embeddable, embeddable } from '../schema/embedProvider.ts';
import { draw } from './drawn.ts';

/**
 * What another site shows. Nothing is asked of that site before somebody presses the button: until then it doesn't learn
 * who reads the document. The frame can run scripts of its own, and reach nothing of this page.
 */
export const embedView: NodeViewConstructor = (node, view): NodeView => {
  const { dom } = draw(node, view.dom.ownerDocument);
  const card = dom.matches('[data-embed]') ? dom : dom.querySelector('[data-embed]');
  const shown = embeddable(node.attrs.src);
  dom.contentEditable = 'false';
  if (!shown || !card) return { dom };
  const button = showButton(card.ownerDocument, shown);
  button.addEventListener('click', () => card.replaceChildren(frame(card.ownerDocument, shown)));
  card.prepend(button);
  return {
    dom,
    // The frame stays as it is when the document changes elsewhere.
    update: (next) => next.sameMarkup(node),
    stopEvent: ({ target }) => target instanceof Node && button.contains(target),
    ignoreMutation: () => true,
  };
};

function showButton(document: Document, { provider }: Embeddable): HTMLButtonElement {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'scriptorium-embed-show';
  button.textContent = `Show ${provider}`;
  return button;
}

function frame(document: Document, { provider, frameSource, aspect }: Embeddable): HTMLIFrameElement {
  const element = document.createElement('iframe');
  element.setAttribute('sandbox', 'allow-scripts allow-same-origin allow-popups allow-presentation');
  element.allow = 'fullscreen; encrypted-media; picture-in-picture';
  element.referrerPolicy = 'strict-origin-when-cross-origin';
  element.title = `${provider}, shown in the document`;
  element.style.aspectRatio = String(aspect);
  element.src = frameSource;
  return element;
}
