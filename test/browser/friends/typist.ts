import type { Patch } from '../../demo/trace.ts';
import type { Gate, SentEdit } from './gate.ts';
import type { Keys } from './keys.ts';
import type { Scene } from './oracle.ts';

export interface TypistOptions {
  readonly keys: Keys;
  readonly gate: Gate;
  /** The writer's edits, in order. */
  readonly scenes: readonly Scene[];
  /** The client id of her page. */
  readonly client: number;
}

/** Typing these may make something else of a line that is as short, or of a word in signs. */
const startSigns = /^.{0,8} $|^---$/;
const pairedSigns = /[*`~$]$/;
const lettersMax = 60;
const showMsMax = 30_000;

/** One writer of the recording at her own page. She types each edit when she has seen what she had seen then. */
export class Typist {
  readonly #options: TypistOptions;
  /** For each edit of hers that was typed, the last update that it took. */
  readonly #typed: SentEdit[] = [];
  /** What her page is to show. */
  #text = '';
  /** How often something of the other came in. */
  merges = 0;

  constructor(options: TypistOptions) {
    this.#options = options;
  }

  get typedCount(): number {
    return this.#typed.length;
  }

  /** Until the `ordinal`th edit has left her page. */
  async whenTyped(ordinal: number): Promise<SentEdit> {
    const { changed } = this.#options.gate;
    await changed.until(() => this.#typed.length >= ordinal);
    const edit = this.#typed[ordinal - 1];
    if (!edit) throw new RangeError(`There is no edit ${ordinal}`);
    return edit;
  }

  async typeEverything(other: Typist): Promise<void> {
    const { scenes } = this.#options;
    for (let next = 0; next < scenes.length; ) {
      const scene = scenes[next];
      if (!scene) return;
      if (scene.before !== undefined) await this.#takeIn(scene, other);
      const run = runFrom(scenes, next);
      await this.#type(run);
      next += run.length;
      await this.#waitFor(run.at(-1), other);
    }
  }

  /** Until her page shows `text`. @throws with the first line that is another, when it doesn't get there. */
  async whenShows(text: string): Promise<void> {
    const wanted = text.split('\n');
    const limitMs = performance.now() + showMsMax;
    let shown = await this.#options.keys.lines();
    while (shown.join('\n') !== text) {
      if (performance.now() > limitMs) throw new Error(difference(shown, wanted));
      shown = await this.#options.keys.lines();
    }
    this.#text = text;
  }

  async #takeIn({ edit, before = '' }: Scene, other: Typist): Promise<void> {
    const { keys, gate } = this.#options;
    const known = edit.known[1 - edit.agent] ?? 0;
    await gate.release(await other.whenTyped(known));
    await this.whenShows(before);
    keys.lookAgain();
    this.merges += 1;
  }

  /** What the other must know without what comes next has to be on its way before that. */
  async #waitFor(scene: Scene | undefined, other: Typist): Promise<void> {
    const sent = this.#typed.at(-1);
    if (!scene?.isAwaited || !sent) return;
    const { gate } = other.#options;
    await gate.changed.until(() => gate.hasArrived(sent));
  }

  async #type(run: readonly Scene[]): Promise<void> {
    const { gate } = this.#options;
    const patches = run.flatMap(({ edit }) => edit.patches);
    const [first] = patches;
    if (!first) return;
    const sentBefore = gate.sent.length;
    const clockEnd = this.#clock() + run.length;
    if (first[1] > 0) await this.#takeAway(first);
    else await this.#write(patches);
    for (const patch of patches) this.#text = patched(this.#text, patch);
    // Letters that come quickly may leave together; what else there is leaves by itself.
    const isText = first[1] === 0 && first[2] !== '\n';
    await gate.changed.until(() => (isText ? this.#clock() >= clockEnd : gate.sent.length > sentBefore));
    if (isText) await this.#correct(first[0] + run.length);
    const sent = gate.sent.at(-1);
    if (sent) for (const _scene of run) this.#typed.push(sent);
    gate.changed.check();
  }

  async #takeAway([position, count]: Patch): Promise<void> {
    const { keys } = this.#options;
    const lines = this.#text.split('\n');
    if (keys.isAt(position)) {
      for (let done = 0; done < count; done += 1) await keys.delete();
      return;
    }
    await keys.goTo(position + count, lines);
    for (let done = 0; done < count; done += 1) await keys.backspace();
  }

  async #write(patches: readonly Patch[]): Promise<void> {
    const { keys } = this.#options;
    await keys.goTo(patches[0]?.[0] ?? 0, this.#text.split('\n'));
    await keys.type(patches.map(([, , inserted]) => inserted).join(''));
  }

  /** Text that was taken for a sign becomes text again. */
  async #correct(end: number): Promise<void> {
    const { keys, gate } = this.#options;
    const line = this.#text.slice(0, end).split('\n').at(-1) ?? '';
    if (/(?:^|\s)[/@]$/.test(line)) await keys.escape();
    if (!startSigns.test(line) && !pairedSigns.test(line)) return;
    if ((await keys.lines()).join('\n') === this.#text) return;
    const sentBefore = gate.sent.length;
    await keys.takeBack();
    await gate.changed.until(() => gate.sent.length > sentBefore);
    await this.whenShows(this.#text);
    keys.lookAgain();
  }

  #clock(): number {
    const { gate, client } = this.#options;
    return gate.sent.findLast((sent) => sent.client === client)?.clockEnd ?? 0;
  }
}

/** As many edits as can be typed in one go: letters behind one another, until something is to be waited for or looked at. */
function runFrom(scenes: readonly Scene[], start: number): readonly Scene[] {
  let end = start + 1;
  while (end < scenes.length && end - start < lettersMax && continues(scenes[end - 1], scenes[end])) end += 1;
  return scenes.slice(start, end);
}

function continues(before: Scene | undefined, scene: Scene | undefined): boolean {
  if (!before || scene?.before !== undefined || before.isAwaited) return false;
  const [[position, deleted, inserted] = noPatch] = before.edit.patches;
  const [[nextPosition, nextDeleted, nextInserted] = noPatch] = scene?.edit.patches ?? [];
  const isPlain =
    deleted === 0 && nextDeleted === 0 && !/[\n \-*`~$/@]/.test(inserted) && nextInserted !== '\n';
  return isPlain && nextPosition === position + inserted.length;
}

const noPatch: Patch = [0, 1, ''];

function patched(text: string, [position, deleted, inserted]: Patch): string {
  return text.slice(0, position) + inserted + text.slice(position + deleted);
}

function difference(shown: readonly string[], wanted: readonly string[]): string {
  const index = wanted.findIndex((line, at) => line !== shown[at]);
  const lines = `${JSON.stringify(shown[index])} instead of ${JSON.stringify(wanted[index])}`;
  return `Line ${index} of ${shown.length} (${wanted.length}) is ${lines}`;
}
