import { Plugin } from 'prosemirror-state';
import { safeHref } from '../schema/link.ts';

/**
 * A plain click puts the caret into a link; with Mod, on a card, or where nothing can be edited, it opens the page, which
 * learns nothing of this window.
 */
export function openLink(): Plugin {
  return new Plugin({
    props: {
      handleDOMEvents: {
        click: (view, event) => {
          const href = hrefOf(event);
          if (href === null) return false;
          // Never in this window, even where the content area isn't editable and the browser would follow.
          event.preventDefault();
          if (!view.editable || event.metaKey || event.ctrlKey || isCard(event))
            window.open(href, '_blank', 'noopener,noreferrer');
          return false;
        },
      },
    },
  });
}

/** Whether the link is a file or something else that has no text, so that there is no caret to be put into it. */
function isCard({ target }: Event): boolean {
  return target instanceof Element && target.closest('[data-file], [data-embed]') !== null;
}

function hrefOf(event: Event): string | null {
  const target = event.target;
  const link = target instanceof Element ? target.closest('a[href]') : null;
  return link && safeHref(link.getAttribute('href'));
}
