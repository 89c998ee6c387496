/** What happens next where somebody is: they act, or hear of the next act of another. */
export type Moment =
  | { readonly kind: 'act'; readonly person: number }
  | { readonly kind: 'hear'; readonly person: number; readonly from: number };

/** One way in which everything can happen, from the first to the last. */
export type Interleaving = readonly Moment[];

/**
 * Every way in which people who act so many times each can act and hear of each other. Everybody acts in their order, and hears of what
 * another did in that one's. Ways in which everybody meets the same in the same order are one: nobody could tell them apart.
 */
export function everyInterleaving(acts: readonly number[]): readonly Interleaving[] {
  return products(acts.map((_, person) => livesOf(person, acts))).flatMap((lives) => {
    const way = inOneTime(lives);
    return way ? [way] : [];
  });
}

/** Those in which all have done everything before they hear of anybody. */
export function everyHearing(acts: readonly number[]): readonly Interleaving[] {
  const actsFirst = (way: Interleaving) =>
    acts.every((count, person) =>
      way
        .filter((moment) => moment.person === person)
        .slice(0, count)
        .every(({ kind }) => kind === 'act'),
    );
  return everyInterleaving(acts).filter(actsFirst);
}

/** Where somebody is who acts and hears. */
export interface Place {
  /** What nobody has been told yet, the oldest first. */
  readonly outbox: Uint8Array[];
  receive(update: Uint8Array): void;
}

export interface Life {
  readonly places: readonly Place[];
  /** Lets somebody do what they do after having acted so often. */
  readonly act: (person: number, count: number) => void;
  readonly after?: ((moment: Moment) => void) | undefined;
}

/** Lets everything happen in this way. What comes of hearing alone is told with one's next act, or stays in the outbox. */
export function live(way: Interleaving, { places, act, after }: Life): void {
  const told = places.map((): Uint8Array[][] => []);
  for (const [index, moment] of way.entries()) {
    const { person } = moment;
    if (moment.kind === 'act') {
      act(person, told[person]?.length ?? 0);
      told[person]?.push(places[person]?.outbox.splice(0) ?? []);
    } else {
      const news = told[moment.from]?.[heardBy(way.slice(0, index), moment)];
      for (const update of news ?? []) places[person]?.receive(update);
    }
    after?.(moment);
  }
}

/** Everybody hears of everything that came of what they heard. */
export function settle(places: readonly Place[]): void {
  while (places.some(({ outbox }) => outbox.length > 0))
    for (const from of places)
      for (const update of from.outbox.splice(0))
        for (const to of places) if (to !== from) to.receive(update);
}

/** Every order of what one person meets. */
function livesOf(person: number, acts: readonly number[]): readonly Interleaving[] {
  return merges(
    acts.map((count, from): Interleaving => {
      const moment: Moment = from === person ? { kind: 'act', person } : { kind: 'hear', person, from };
      return Array.from({ length: count }, () => moment);
    }),
  );
}

/** All ways to make one line of several. */
export function merges<T>(lines: readonly (readonly T[])[]): readonly (readonly T[])[] {
  if (lines.every((line) => line.length === 0)) return [[]];
  return lines.flatMap(([first, ...rest], index) =>
    first === undefined ? [] : merges(lines.with(index, rest)).map((line) => [first, ...line]),
  );
}

/** One of each. */
function products<T>(choices: readonly (readonly T[])[]): readonly (readonly T[])[] {
  return choices.reduce<readonly (readonly T[])[]>(
    (before, each) => before.flatMap((chosen) => each.map((one) => [...chosen, one])),
    [[]],
  );
}

/** The lives as they go on beside each other; undefined if somebody would hear of what was not done yet. */
function inOneTime(lives: readonly Interleaving[]): Interleaving | undefined {
  const met = lives.map(() => 0);
  const acted = lives.map(() => 0);
  const way: Moment[] = [];
  const isPossible = (moment: Moment) =>
    moment.kind === 'act' || heardBy(way, moment) < (acted[moment.from] ?? 0);
  for (let person = 0; person < lives.length; ) {
    const next = lives[person]?.[met[person] ?? 0];
    if (!next || !isPossible(next)) {
      person += 1;
      continue;
    }
    way.push(next);
    met[person] = (met[person] ?? 0) + 1;
    if (next.kind === 'act') acted[person] = (acted[person] ?? 0) + 1;
    person = 0;
  }
  return way.length === lives.reduce((sum, life) => sum + life.length, 0) ? way : undefined;
}

/** How often the listener has heard of that one. */
function heardBy(way: Interleaving, { person, from }: Extract<Moment, { kind: 'hear' }>): number {
  return way.filter((moment) => moment.kind === 'hear' && moment.person === person && moment.from === from)
    .length;
}
