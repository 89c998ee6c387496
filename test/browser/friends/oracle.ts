import { Sheet, type TypedEdit } from '../../demo/sheet.ts';
import type { Edit, Trace } from '../../demo/trace.ts';

/** An edit, and when it is to be typed. */
export interface Scene {
  readonly edit: Edit;
  /** What its writer had on her screen before it, if something of others had come in since her last one. */
  readonly before: string | undefined;
  /** The next edit of somebody else begins with this one known and hers after it not. */
  readonly isAwaited: boolean;
}

/** What a recording comes to, by plain Yjs text: no editor, no page, no server. */
export interface Script {
  readonly scenes: readonly Scene[];
  readonly end: string;
}

/** @param count so many of the recording's edits, from its start */
export function readScript(trace: Trace, count: number): Script {
  const edits = trace.edits.slice(0, count);
  const awaited = new Set(
    edits.flatMap(({ agent, known }) =>
      known.map((ordinal, other) => (other === agent ? '' : `${other}:${ordinal}`)),
    ),
  );
  const sheets = Array.from({ length: trace.agentCount }, (_, agent) => new Sheet(agent));
  const typed: TypedEdit[][] = sheets.map(() => []);
  /** How much of the other's each has read: `agent:other`. */
  const read = new Map<string, number>();
  const scenes = edits.map((edit) => {
    const sheet = sheets[edit.agent];
    if (!sheet) throw new RangeError('The trace has an edit of nobody');
    const missed = edit.known.flatMap((known, other) => {
      return other === edit.agent
        ? []
        : (typed[other]?.slice(read.get(`${edit.agent}:${other}`), known) ?? []);
    });
    for (const each of missed) sheet.add(each);
    for (const [other, known] of edit.known.entries()) read.set(`${edit.agent}:${other}`, known);
    const before = missed.length > 0 ? sheet.text : undefined;
    typed[edit.agent]?.push(sheet.type(edit));
    return { edit, before, isAwaited: awaited.has(`${edit.agent}:${edit.ordinal}`) };
  });
  return { scenes, end: merged(typed.flat(), trace.agentCount) };
}

function merged(typed: readonly TypedEdit[], agent: number): string {
  const all = new Sheet(agent);
  for (const edit of typed) all.add(edit);
  return all.text;
}
