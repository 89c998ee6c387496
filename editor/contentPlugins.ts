import type { Plugin } from 'prosemirror-state';
import { loadLate } from './loadLate.ts';
import { formulaKey } from './nodeViews/math.ts';
import { emptyDocument } from './plugins/emptyDocument.ts';
import { inputRules } from './plugins/inputRules.ts';
import { type HistoryKeys, keyBindings } from './plugins/keyBindings.ts';
import { leaveUpwards } from './plugins/leaveUpwards.ts';
import { openLink } from './plugins/openLink.ts';
import { outline } from './plugins/outline.ts';
import { pastedBreaks } from './plugins/pastedBreaks.ts';
import { pastedFiles, type Upload } from './plugins/pastedFiles.ts';
import { pasting } from './plugins/pasting.ts';
import { tabKey } from './plugins/tabKey.ts';
import { taskBox } from './plugins/taskBox.ts';
import { typedSign } from './plugins/typedSign.ts';

/** What of an editor concerns its content and nobody else's. */
export interface ContentOptions {
  /** Shown in an empty document. */
  readonly placeholder?: string;
  /** Called when ArrowUp is pressed in the first line, for what stands above the text. */
  readonly onLeaveUpwards?: () => void;
  /** Where files go. Without it images are kept in the document itself, and other files are refused. */
  readonly upload?: Upload;
  /** Told a sentence for people when a file could not be taken. */
  readonly onRefused?: (sentence: string) => void;
}

/** In the order in which they are asked about a key: the first that knows it handles it. */
export function contentPlugins(options: ContentOptions & HistoryKeys): readonly Plugin[] {
  const { placeholder = '', onLeaveUpwards, upload, onRefused = () => {} } = options;
  return [
    ...(onLeaveUpwards ? [leaveUpwards(onLeaveUpwards)] : []),
    typedSign(),
    inputRules(),
    tabKey(),
    outline(),
    formulaKey(),
    ...keyBindings(options),
    emptyDocument(placeholder),
    taskBox(),
    openLink(),
    pastedBreaks(),
    pasting(loadLate),
    pastedFiles({ upload, onRefused, load: loadLate }),
  ];
}
