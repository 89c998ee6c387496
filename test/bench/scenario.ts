/** Who is there and how fast they type. Everybody sees everything that is typed in the own room. */
export interface Scenario {
  readonly name: string;
  readonly title: string;
  readonly rooms: number;
  readonly peoplePerRoom: number;
  /** The first so many of each room type. */
  readonly typistsPerRoom: number;
  readonly editsPerSecond: number;
}

/** The rows of the table in the design, the first one by default. */
export const scenarios: readonly [Scenario, ...Scenario[]] = [
  {
    name: 'crowd',
    title: '1 room, 50 people typing 40/s each',
    rooms: 1,
    peoplePerRoom: 50,
    typistsPerRoom: 50,
    editsPerSecond: 40,
  },
  {
    name: 'groups',
    title: '200 rooms of 4, 5/s each',
    rooms: 200,
    peoplePerRoom: 4,
    typistsPerRoom: 4,
    editsPerSecond: 5,
  },
  {
    name: 'audience',
    title: '1 room, 300 people, 20 of them typing 5/s',
    rooms: 1,
    peoplePerRoom: 300,
    typistsPerRoom: 20,
    editsPerSecond: 5,
  },
];
