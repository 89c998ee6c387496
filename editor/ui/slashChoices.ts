/** What `/` and `@` offer for what is typed after them. */
import type { TemplateResult } from 'lit-html';
import type { EditorHandle } from '../editor.ts';
import { findInsertItems, type InsertTools } from './insertItems.ts';
import { shortcutInWords } from './shortcut.ts';
import { toolIcons } from './toolIcons.ts';

export interface Choice {
  readonly label: string;
  readonly icon: TemplateResult;
  /** Shown at the end of the line: what is typed or pressed for the same. */
  readonly hint?: string;
  run(commands: EditorHandle['commands']): void;
}

const namesMax = 8;

export function slashChoices(query: string, tools: InsertTools): readonly Choice[] {
  return findInsertItems(query).map(({ label, icon, typed, shortcut, run }) => {
    const hint = typed ?? (shortcut === undefined ? undefined : shortcutInWords(shortcut));
    return { label, icon, ...(hint === undefined ? {} : { hint }), run: () => run(tools) };
  });
}

/** People by their names, those that begin so first. */
export function mentionChoices(query: string, names: readonly string[]): readonly Choice[] {
  const wanted = query.trim().toLowerCase();
  const has = (name: string) =>
    name
      .toLowerCase()
      .split(/\s/)
      .some((word) => word.startsWith(wanted));
  const found = [...new Set(names)].filter((name) => name.toLowerCase().startsWith(wanted) || has(name));
  return found.slice(0, namesMax).map((name) => ({
    label: name,
    icon: toolIcons.person,
    run: (commands) => void commands.insertMention({ id: name, label: name }),
  }));
}
