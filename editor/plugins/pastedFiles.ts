import { Plugin, PluginKey } from 'prosemirror-state';
import { Decoration, DecorationSet, type EditorView } from 'prosemirror-view';
import { at, insertFigure, insertFile } from '../commands/insert.ts';

/**
 * Puts a file where everybody can load it, and bounds how large it may be.
 * @returns its address @throws if it can't: people are told that it failed, and the reason is only logged by who does
 */
export type Upload = (file: File) => Promise<string>;

export interface PastedFilesOptions {
  /** Without it images are kept in the document itself, made smaller if they have to be, and other files are refused. */
  readonly upload: Upload | undefined;
  /** What makes images small enough to be kept, loaded with the first one. */
  readonly load: () => Promise<{ readonly embedPicture: (file: File) => Promise<string | undefined> }>;
  /** Told a sentence for people when a file could not be taken. */
  readonly onRefused: (sentence: string) => void;
}

const waitingKey = new PluginKey<DecorationSet>('scriptorium-files');

/** Files that are pasted or dropped. While one is on its way only this person sees where it will be; then it is written, once. */
export function pastedFiles(options: PastedFilesOptions): Plugin {
  return new Plugin<DecorationSet>({
    key: waitingKey,
    state: {
      init: () => DecorationSet.empty,
      apply(tr, before) {
        const { add, remove }: { add?: Decoration; remove?: object } = tr.getMeta(waitingKey) ?? {};
        const moved = before.map(tr.mapping, tr.doc);
        if (add) return moved.add(tr.doc, [add]);
        return remove ? moved.remove(moved.find(undefined, undefined, (spec) => spec.id === remove)) : moved;
      },
    },
    props: {
      decorations: (state) => waitingKey.getState(state),
      handlePaste: (view, event) => {
        const files = filesOf(event.clipboardData);
        // Office programs put a picture of the text beside the text.
        const hasText = event.clipboardData?.types.includes('text/html') === true;
        return (
          files.length > 0 && !hasText && takeFiles(view, files, { ...options, pos: view.state.selection.to })
        );
      },
      handleDrop: (view, event) => {
        const files = filesOf(event.dataTransfer);
        const pos = view.posAtCoords({ left: event.clientX, top: event.clientY })?.pos;
        const taken = files.length > 0 && pos !== undefined && takeFiles(view, files, { ...options, pos });
        if (taken) event.preventDefault();
        return taken;
      },
    },
  });
}

/** Takes files as if they had been pasted at the caret. */
export function insertFiles(view: EditorView, files: readonly File[], options: PastedFilesOptions): boolean {
  return takeFiles(view, files, { ...options, pos: view.state.selection.to });
}

function filesOf(data: DataTransfer | null): readonly File[] {
  return [...(data?.files ?? [])];
}

interface Taking extends PastedFilesOptions {
  readonly pos: number;
}

function takeFiles(view: EditorView, files: readonly File[], taking: Taking): boolean {
  if (!view.editable) return false;
  for (const file of files) void takeFile(view, file, taking);
  return true;
}

async function takeFile(view: EditorView, file: File, taking: Taking): Promise<void> {
  const { pos, upload, onRefused } = taking;
  const id = {};
  const add = Decoration.widget(pos, () => waitingWords(view, file.name), {
    id,
    side: 1,
    ignoreSelection: true,
  });
  view.dispatch(view.state.tr.setMeta(waitingKey, { add }));
  const src = await addressOf(file, taking).catch(() => undefined);
  if (view.isDestroyed) return;
  const place = waitingKey
    .getState(view.state)
    ?.find(undefined, undefined, (spec) => spec.id === id)[0]?.from;
  view.dispatch(view.state.tr.setMeta(waitingKey, { remove: id }));
  if (src === undefined) onRefused(refusal(file, upload));
  else if (place !== undefined && view.editable && !write(view, place, { file, src }))
    onRefused(refusal(file, upload));
}

/** @returns false for an address that isn't safe, or too long to be kept in the document */
function write(
  view: EditorView,
  pos: number,
  { file, src }: { readonly file: File; readonly src: string },
): boolean {
  const { name, size } = file;
  const command = isPicture(file) ? at(pos, insertFigure({ src })) : at(pos, insertFile({ src, name, size }));
  return command(view.state, view.dispatch);
}

async function addressOf(file: File, { upload, load }: PastedFilesOptions): Promise<string | undefined> {
  if (upload) return upload(file);
  return isPicture(file) ? (await load()).embedPicture(file) : undefined;
}

function isPicture({ type }: File): boolean {
  return /^image\/(?:png|jpeg|gif|webp|avif)$/.test(type);
}

function refusal(file: File, upload: Upload | undefined): string {
  if (upload) return `${file.name} could not be uploaded.`;
  return isPicture(file)
    ? `${file.name} could not be read as an image, or is too large.`
    : `${file.name} was not added: only images can be put into this document.`;
}

function waitingWords({ dom }: EditorView, name: string): HTMLElement {
  const element = dom.ownerDocument.createElement('span');
  element.className = 'scriptorium-waiting';
  element.contentEditable = 'false';
  element.textContent = `Adding ${name}…`;
  return element;
}
