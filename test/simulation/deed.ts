import { Chance } from './chance.ts';
import type { Action, ActionKind } from './history.ts';
import type { Noticed } from './link.ts';
import type { Page } from './page.ts';
import { Stranger } from './stranger.ts';
import type { World } from './world.ts';

/** What an action acts on. */
interface Scene {
  readonly world: World;
  readonly page: Page;
  readonly dice: readonly [number, number, number];
  /** For what needs more than three dice. */
  readonly chance: Chance;
}

type Deed = (scene: Scene) => unknown;

const partlyNoticed: readonly Noticed[] = ['client', 'client', 'server', 'nobody'];

const deeds: Readonly<Record<ActionKind, Deed>> = {
  join({ page, dice: [number] }) {
    page.show({ name: page.name, number });
    page.connect();
  },
  leave({ world, page, dice: [ms] }) {
    page.leave();
    world.later(ms * 3, () => page.connect());
  },
  edit: ({ page, dice: [kind, where, what] }) => page.edit({ kind, where, what }),
  burst({ page, dice: [times], chance }) {
    for (let left = 2 + (times % 6); left > 0; left--)
      page.edit({ kind: chance.below(1000), where: chance.below(1000), what: chance.below(1000) });
  },
  undo: ({ page }) => page.replica.undo(),
  redo: ({ page }) => page.replica.redo(),
  ask: ({ page }) => page.state === 'open' && page.program.ask?.(),
  show: ({ page, dice: [number] }) => page.show({ name: page.name, number }),
  hide: ({ page }) => page.show(null),
  reload: ({ page, dice: [keeps] }) => page.reload(keeps % 2 === 0),
  cut: ({ page }) => page.link?.cut('both', false),
  halfOpen({ world, page, dice: [noticed, spares] }) {
    const { link } = page;
    if (link === undefined || page.state !== 'open') return;
    world.halfOpen.add(link);
    link.cut(partlyNoticed[noticed % partlyNoticed.length] ?? 'nobody', spares % 2 === 0);
  },
  lag: ({ page, dice: [ms] }) => page.link?.lag(ms * 5),
  delay: ({ page, dice: [ms] }) => page.link?.delay(ms),
  crash: ({ world, dice: [noticed, ms] }) => world.crash({ isNoticed: noticed % 4 > 0, downMs: ms }),
  stop({ world, dice: [deadlineMs, downMs] }) {
    void world.stop({ deadlineMs: deadlineMs * 3, downMs });
  },
  failWrites({ world, dice: [times] }) {
    world.disk.mood.writeFailures += 1 + (times % 3);
  },
  failReads({ world, dice: [times] }) {
    world.disk.mood.readFailures += 1 + (times % 2);
  },
  fillDisk({ world, dice: [ms] }) {
    world.disk.mood.fullUntilMs = world.nowMs + ms * 4;
  },
  slowDisk({ world, dice: [ms, byMs] }) {
    world.disk.mood.slowUntilMs = world.nowMs + ms * 4;
    world.disk.mood.slowByMs = byMs;
  },
  desert({ world, page, dice: [ms] }) {
    for (const each of world.pages.filter(({ document }) => document === page.document)) {
      each.leave();
      world.later(50 + ms * 4, () => each.connect());
    }
  },
  async delete({ world, page }) {
    const gone = world.server?.delete(page.document);
    void gone?.then((isGone) => isGone && world.witness.count('documents deleted'));
  },
  retitle({ world, page, dice: [number] }) {
    void world.server?.retitle(page.document, `title ${number}`);
  },
  create({ world, page, dice: [number] }) {
    void world.server?.create(page.document, `created ${number}`);
  },
  attack({ world, page, chance }) {
    const stranger = new Stranger(chance, world.witness);
    world.strangers.push(stranger);
    const hello = {
      url: `/${encodeURIComponent(page.document)}`,
      subprotocol: undefined,
      author: 'stranger',
    };
    stranger.connect((client) => world.dial(hello, { client, chance }));
  },
};

/** Does what an action says. */
export async function perform(world: World, action: Action, seed: number): Promise<void> {
  const { kind, who, dice, atMs } = action;
  const page = world.pages[who % world.pages.length];
  if (page === undefined) return;
  world.witness.count(kind);
  world.witness.note(() => `-- ${atMs} ms: ${kind} ${page.name} ${dice.join(' ')}`);
  await deeds[kind]({ world, page, dice, chance: new Chance(seed, kind, atMs, who, ...dice) });
}
