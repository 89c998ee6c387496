import { XmlElement } from 'yjs';
import { toggleMark } from '../commands/mark.ts';
import { fragmentName } from '../schema/schema.ts';
import { type Deed, select, type } from '../testing/deed.fixture.ts';

/** What people do at once, the title first, and all that may come of it. */
export type Row = readonly [
  title: string,
  line: string,
  people: readonly (readonly Deed[])[],
  after: readonly string[],
];

/** The three blocks that `testing/changes.fixture.ts` is about. */
export const blocks = 'p alpha / p beta gamma delta / p omega';

/** A newer version writes what is not known here. */
export const writeUnknown: Deed = ({ doc }) =>
  doc.getXmlFragment(fragmentName).insert(1, [new XmlElement('chart')]);

/** `gamma`, which is strong, becomes emphasis instead. */
export const emphasize: Deed = (writer) => {
  select('gamma')(writer);
  writer.run(toggleMark('strong'));
  writer.run(toggleMark('em'));
};

/** Types `text` behind `words`, unless these are gone. */
export function typeIfThere(words: string, text: string): Deed {
  return (writer) => writer.state.doc.textContent.includes(words) && type(words, text)(writer);
}
