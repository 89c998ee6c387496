import type { Node } from 'prosemirror-model';
import { yXmlFragmentToProseMirrorRootNode } from 'y-prosemirror';
import { applyUpdate, Doc, encodeStateAsUpdate } from 'yjs';
import { takeOver } from '../collab/authorship.ts';
import { bind } from '../collab/bind.ts';
import { drawDocument } from '../collab/drawing.ts';
import { recover } from '../collab/recovery.ts';
import { fragmentName, schema } from '../schema/schema.ts';
import { isPlaceholder } from '../schema/unknown.ts';
import { Author } from './author.ts';
import { Chance } from './chance.ts';
import { type Deed, deeds, selectSomewhere } from './deeds.ts';
import { newerDeeds } from './newerDeeds.ts';
import { Relay } from './relay.ts';
import { tokenOf } from './tokens.ts';
import { type Account, Witness } from './witness.ts';

/** What is told of a history as it goes on, a line for each thing that happens. */
export type Tell = (line: string) => void;

const actsMin = 20;
const actsMore = 60;

/** Three to five authors and a reader live through what `seed` says. */
export class History {
  readonly #chance: Chance;
  readonly #relay = new Relay();
  readonly #witness = new Witness();
  readonly #tell: Tell;
  readonly #reader = new Author(99, { mayWrite: false });
  #authors: readonly Author[];
  readonly #offline = new Set<Author>();
  /** The clients of the sessions before, by author. */
  readonly #sessions = new Map<Author, readonly number[]>();
  /** What can be done here: in one history of four somebody has a newer version than the others. */
  readonly #deeds: Readonly<Record<string, Deed>>;
  #tokens = 0;

  constructor(seed: number, tell: Tell = () => {}) {
    this.#chance = new Chance(seed);
    this.#tell = tell;
    this.#authors = Array.from({ length: 3 + this.#chance.below(3) }, (_, index) =>
      this.#createAuthor(index + 1),
    );
    this.#deeds = this.#chance.happens(0.25) ? { ...deeds, ...newerDeeds } : deeds;
  }

  run(): Account {
    this.#begin();
    const acts = actsMin + this.#chance.below(actsMore);
    for (let act = 0; act < acts; act += 1) this.#act();
    this.#settle();
    const [first] = this.#authors;
    if (!first) throw new RangeError('There are at least three');
    const { typed, exceptions, wrongs } = this.#witness.account(first);
    const account = { typed, exceptions, wrongs: [...wrongs, ...this.#differences(first)] };
    for (const author of this.#everybody()) author.destroy();
    return account;
  }

  #everybody(): readonly Author[] {
    return [...this.#authors, this.#reader];
  }

  /** A document that everybody has. */
  #begin(): void {
    const [first] = this.#authors;
    if (!first) return;
    const kinds = ['paragraph', 'bullet', 'heading', 'task'];
    const blocks = Array.from({ length: 2 + this.#chance.below(4) }, () => {
      const text = Array.from({ length: this.#chance.below(5) }, () => this.#newToken()).join('e ');
      return schema.nodes.block.create({ kind: this.#chance.oneOf(kinds) }, text ? schema.text(text) : null);
    });
    first.dispatch(first.state.tr.insert(0, blocks));
    this.#settle();
    for (const author of this.#authors) author.history.manager.clear();
  }

  #newToken(): string {
    this.#tokens += 1;
    return tokenOf(this.#tokens);
  }

  #act(): void {
    const chance = this.#chance;
    if (chance.happens(0.03)) this.#reopen(chance.oneOf(this.#authors));
    const author = chance.oneOf(this.#authors);
    const share = chance.share();
    if (share < 0.06) this.#changeConnection(author);
    else if (share < 0.35) this.#exchange(chance.oneOf(this.#everybody()));
    else if (share < 0.65) this.#type(author);
    else this.#do(author);
    this.#check(author);
  }

  #changeConnection(author: Author): void {
    if (!this.#offline.delete(author)) this.#offline.add(author);
    this.#tell(`${nameOf(author)} is ${this.#offline.has(author) ? 'offline' : 'online'}`);
  }

  #createAuthor(clientId: number): Author {
    return new Author(clientId, { mayWrite: true, watch: this.#witness.watch });
  }

  /** Somebody closes the page, and opens it again from what the device keeps: before the server says anything, or after that. */
  #reopen(author: Author): void {
    const clients = [author.doc.clientID, ...(this.#sessions.get(author) ?? [])];
    const heir = this.#createAuthor(author.doc.clientID + 10);
    const kept = encodeStateAsUpdate(author.doc);
    const isServerFirst = !this.#offline.has(author) && this.#chance.happens(0.5);
    this.#sessions.set(heir, clients);
    this.#relay.succeed(author, heir);
    this.#witness.succeed(author, heir);
    if (isServerFirst) this.#meet(heir, { kept, authors: clients });
    else heir.receive(kept);
    takeOver(heir.doc, clients);
    if (this.#offline.delete(author)) this.#offline.add(heir);
    this.#authors = this.#authors.map((other) => (other === author ? heir : other));
    author.destroy();
    this.#tell(
      `${nameOf(author)} is now ${nameOf(heir)}, ${isServerFirst ? 'after' : 'before'} the server answers: ${shown(heir)}`,
    );
    this.#check(heir);
  }

  #meet(
    heir: Author,
    { kept, authors }: { readonly kept: Uint8Array; readonly authors: readonly number[] },
  ): void {
    const now = this.#relay.whole(heir);
    heir.receive(now);
    const recovered = recover({ kept, authors, now, open: bind, client: heir.doc.clientID + 1000 });
    heir.receive(kept);
    if (!recovered) return;
    this.#sessions.set(heir, [...authors, recovered.author]);
    takeOver(heir.doc, [recovered.author]);
    this.#witness.watch({ author: heir, act: () => heir.receive(recovered.update), isUndo: false });
    heir.outbox.push(recovered.update);
  }

  #exchange(author: Author): void {
    if (this.#offline.has(author)) return;
    const chance = this.#chance;
    if (chance.happens(0.5)) this.#relay.push(author, 1 + chance.below(4));
    this.#relay.pull(author, 1 + chance.below(6), { merged: chance.happens(0.3) });
    this.#tell(`${nameOf(author)} hears of others: ${shown(author)}`);
    this.#check(author);
  }

  #type(author: Author): void {
    const chance = this.#chance;
    selectSomewhere(author, chance);
    const text = chance.happens(0.8) ? this.#newToken() : chance.oneOf(['a', 'aa', '😀', '👩‍👧', 'ש']);
    if (author.state.doc.childCount === 0) author.run(deedOfFirstBlock);
    if (!author.state.selection.$from.parent.inlineContent) return;
    author.dispatch(author.state.tr.insertText(text));
    this.#tell(`${nameOf(author)} types ${text}: ${shown(author)}`);
  }

  #do(author: Author): void {
    const chance = this.#chance;
    selectSomewhere(author, chance);
    const name = chance.oneOf(Object.keys(this.#deeds));
    const did = this.#deeds[name]?.(author, chance);
    if (did) this.#tell(`${nameOf(author)} ${name}: ${shown(author)}`);
  }

  /** Everybody hears of everything, and of what that leads to. */
  #settle(): void {
    this.#offline.clear();
    for (let rounds = 0; this.#everybody().some((author) => this.#relay.waitsFor(author)); rounds += 1) {
      if (rounds > 50) throw new Error('It never comes to rest');
      for (const author of this.#everybody()) this.#relay.push(author, Number.POSITIVE_INFINITY);
      for (const author of this.#everybody()) {
        this.#relay.pull(author, Number.POSITIVE_INFINITY, { merged: false });
        this.#tell(`${nameOf(author)} has: ${shown(author)}`);
      }
    }
  }

  /** What somebody sees is what the fragment holds, at every moment. */
  #check(author: Author): void {
    const { state, doc, binding } = author;
    state.doc.check();
    const held = drawDocument(schema, doc.getXmlFragment(fragmentName));
    if (!held || !state.doc.eq(held))
      throw new Error(`${nameOf(author)} sees ${state.doc} and holds ${held}`);
    if (binding.redrawn > 0) throw new Error(`${nameOf(author)} had to draw all anew`);
    if (binding.outdated) throw new Error(`${nameOf(author)} does not know what there is`);
    if (this.#reader.outbox.length > 0) throw new Error('The reader wrote');
  }

  #differences(first: Author): readonly string[] {
    for (const author of this.#everybody()) this.#check(author);
    const others = this.#everybody().filter(({ state }) => !state.doc.eq(first.state.doc));
    const wrongs = others.map(
      (author) => `${nameOf(author)} has ${author.state.doc} and not ${first.state.doc}`,
    );
    return [...wrongs, ...stockDifference(first)];
  }
}

/** y-prosemirror itself would delete what is unknown, so it is asked about documents without. */
function stockDifference({ doc, state }: Author): readonly string[] {
  if (holdsUnknown(state.doc)) return [];
  const copy = new Doc();
  applyUpdate(copy, encodeStateAsUpdate(doc));
  const stock = yXmlFragmentToProseMirrorRootNode(copy.getXmlFragment(fragmentName), schema);
  return stock.textContent === state.doc.textContent ? [] : [`y-prosemirror reads ${stock}`];
}

function holdsUnknown(doc: Node): boolean {
  let found = false;
  doc.descendants(({ type }) => {
    found ||= isPlaceholder(type);
  });
  return found;
}

function deedOfFirstBlock(...[state, dispatch]: Parameters<Parameters<Author['run']>[0]>): boolean {
  dispatch?.(state.tr.insert(0, schema.nodes.block.create()));
  return true;
}

function nameOf({ doc, mayWrite }: Author): string {
  return mayWrite ? `author ${doc.clientID}` : 'the reader';
}

function shown({ state }: Author): string {
  return state.doc.toString();
}
