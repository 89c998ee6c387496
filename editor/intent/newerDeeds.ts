import { XmlElement, XmlText } from 'yjs';
import { fragmentName } from '../schema/schema.ts';
import type { Author } from './author.ts';
import type { Chance } from './chance.ts';
import type { Deed } from './deeds.ts';

/**
 * What somebody does who has a newer version: written into Yjs past their binding, which like everybody else's doesn't know what it
 * is and shows it as a placeholder (E1).
 */

/** All elements of a document, the outer before the inner. */
function elementsOf({ doc }: Author): readonly XmlElement[] {
  const inside = (parent: { toArray(): unknown[] }): readonly XmlElement[] =>
    parent.toArray().flatMap((child) => (child instanceof XmlElement ? [child, ...inside(child)] : []));
  return inside(doc.getXmlFragment(fragmentName));
}

function textsOf(element: XmlElement): readonly XmlText[] {
  return element.toArray().filter((child) => child instanceof XmlText);
}

function onElement(act: (element: XmlElement, chance: Chance) => void): Deed {
  return (author, chance) => {
    const elements = elementsOf(author);
    if (elements.length === 0) return false;
    author.doc.transact(() => act(chance.oneOf(elements), chance));
    return true;
  };
}

/** An object in a text would be no mark, and end what can be drawn of it. */
function onText(act: (text: XmlText, chance: Chance) => void): Deed {
  return onElement((element, chance) => {
    const texts = textsOf(element).filter(({ length }) => length > 0);
    if (texts.length > 0) act(chance.oneOf(texts), chance);
  });
}

function insertChart({ doc }: Author, chance: Chance): boolean {
  const root = doc.getXmlFragment(fragmentName);
  const [chart, axis] = [new XmlElement('chart'), new XmlElement('axis')];
  doc.transact(() => {
    root.insert(chance.below(root.length + 1), [chart]);
    chart.setAttribute('unit', 'mm');
    chart.insert(0, [axis, new XmlText('sums')]);
  });
  return true;
}

export const newerDeeds: Readonly<Record<string, Deed>> = {
  insertChart,
  mood: onElement((element, chance) => element.setAttribute('mood', chance.oneOf(['grave', 'gay']))),
  noMood: onElement((element) => element.removeAttribute('mood')),
  glow: onText((text) => text.format(0, text.length, { glow: { by: 'Ada' } })),
  noGlow: onText((text) => text.format(0, text.length, { glow: null })),
  sparkline: onElement((element) => element.insert(element.length, [new XmlElement('sparkline')])),
  writeInside: onText((text) => text.insert(0, 'n')),
};
