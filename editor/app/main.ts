/** The start of the web application: which page this address is, loaded as its own chunk. */
import { systemClock } from '../collab/clock.ts';
import { Toast } from '../ui/toast.ts';
import { startTooltips } from '../ui/tooltip.ts';
import { showNotice } from './notice.ts';
import { homePath, parseRoute, type Route } from './route.ts';

const root = document.getElementById('app');
if (root === null) throw new Error('The page has no element with the id "app".');

startTooltips(systemClock);
open(parseRoute(location.pathname), root).catch((error: unknown) => {
  showNotice(root, {
    title: 'This page could not be loaded',
    words: 'The server did not deliver a part of it. Check that it is running, then try again.',
    action: { label: 'Try again', run: () => location.reload() },
  });
  throw error;
});

// It lets the application itself open without a network: see shellWorker.ts. Where there are none, or not here, it doesn't.
addEventListener(
  'load',
  () => void navigator.serviceWorker?.register(`${homePath}shellWorker.js`).catch(() => {}),
);

async function open(route: Route, element: HTMLElement): Promise<void> {
  const place = { element, clock: systemClock, toast: new Toast(systemClock) };
  switch (route.page) {
    case 'list':
      return (await import('./listPage.ts')).openListPage(place);
    case 'document':
      return (await import('./documentPage.ts')).openDocumentPage({ ...place, name: route.name });
    case 'missing':
      return showNotice(element, {
        title: 'There is nothing at this address',
        words: 'The link may have been cut off on its way to you. Your documents are where they were.',
      });
  }
}
