import { fileURLToPath } from 'node:url';
import { Stage } from './stage.ts';

/** `npm run screenshot`: two people in one document, from the real application, for the README. */

const file = fileURLToPath(new URL('../../editor/app/screenshot.png', import.meta.url));
const viewport = { width: 1120, height: 760 };

const stage = new Stage();
try {
  await stage.open();
  const ada = await stage.visit({ name: 'Ada Varga', color: '#c3473f', viewport, deviceScaleFactor: 2 });
  const bela = await stage.visit({ name: 'Béla Tóth', color: '#127c86', viewport });
  await Promise.all([ada.open('reading-circle'), bela.open('reading-circle')]);
  await ada.page.getByRole('textbox', { name: 'Title' }).fill('Reading circle, winter term');
  await ada.typeAtEnd(
    'We meet on Thursdays at seven, in the back room of the library. Whoever comes late brings biscuits.\n' +
      '## What we read\n- Italo Calvino, **Invisible Cities**\nMagda Szabó, **The Door**\n\n## Who brings what\n[] Cups: ',
  );
  await bela.whenSeesCursorOf('Ada Varga');
  await bela.page.getByText('Cups:').waitFor();
  await bela.typeAtEnd('Béla, and a pot of tea');
  await ada.whenSeesCursorOf('Béla Tóth');
  await ada.page.getByText('a pot of tea').waitFor();
  await ada.goTo('start');
  await bela.whenSeesCursorOf('Ada Varga');
  await ada.whenSaving(/^Saved$/);
  await ada.page.screenshot({ path: file });
  console.log(file);
  await stage.clear();
} finally {
  await stage.close();
}
