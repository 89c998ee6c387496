import type { Node, Schema } from 'prosemirror-model';
import type { EditorState, Plugin, Transaction } from 'prosemirror-state';
import { Transform } from 'prosemirror-transform';
import type { EditorView } from 'prosemirror-view';
import { ySyncPluginKey } from 'y-prosemirror';
import {
  type Doc,
  type RelativePosition,
  UndoManager,
  type XmlElement,
  type XmlFragment,
  type Transaction as YTransaction,
} from 'yjs';
import { watched } from './authorship.ts';
import { catchUp } from './catchUp.ts';
import { type Clock, systemClock } from './clock.ts';
import { concerns, Deferral, type Deferred } from './deferral.ts';
import { DocumentVersion } from './documentVersion.ts';
import { drawDocument, drawPart } from './drawing.ts';
import { type DrawnNodes, recordNodes } from './drawnNodes.ts';
import { FragmentWriter } from './fragmentWriter.ts';
import { writeDifference, writeTransaction } from './localEdit.ts';
import { LostCaret } from './lostCaret.ts';
import { type Entry, Outline } from './outline.ts';
import { absolutePosition, relativePosition, type Side } from './positions.ts';
import {
  captureSelection,
  followedSelection,
  type RelativeSelection,
  restoreSelection,
} from './relativeSelection.ts';
import { type FragmentEvent, RemoteSteps } from './remoteSteps.ts';
import { leaveFormatting, nameDeletions } from './remoteUpdate.ts';
import { deletionsKey, findLoss, type Loss, Rescue } from './rescue.ts';
import { type Bindable, type SyncState, syncPlugin } from './syncPlugin.ts';

export interface BindingOptions {
  readonly fragment: XmlFragment;
  readonly schema: Schema;
  /** Of `schema`: in a document that demands a higher one nothing is written. */
  readonly schemaVersion: number;
  /** Whether this person may write now; while false, nothing is ever written. */
  readonly mayWrite: () => boolean;
  /** The selection that an undo or redo under way wants back. */
  readonly undoSelection?: () => RelativeSelection | undefined;
  /** Lets the view take notice of a selection that it hasn't been told of. */
  readonly readSelection?: (view: EditorView) => void;
  readonly clock?: Clock;
}

/** A composition may be left standing for as long as somebody likes; what others wrote meanwhile is not kept from them so long. */
const deferralLimitMs = 10_000;
const compositionEndMs = 100;

/** What a change from outside is, and where the selection is to be after it if not where it was. */
interface Aim {
  readonly isUndo?: boolean;
  readonly wanted?: RelativeSelection | undefined;
}

/**
 * Between a ProseMirror view and a fragment, in y-prosemirror's format and under its key. What changed in either is carried
 * over as just that, by an outline that knows where each Yjs type stands. Nothing is written for somebody who only looks.
 */
export class Binding implements Bindable {
  readonly type: XmlFragment;
  readonly doc: Doc;
  /** What each element is drawn as, for y-prosemirror's helpers. */
  readonly mapping: DrawnNodes = new Map();
  readonly plugin: Plugin<SyncState<Binding>>;
  isDestroyed = false;
  /** Whether the fragment isn't in y-prosemirror's format. Then it is shown as far as it can be. */
  #isForeign = false;
  readonly #version: DocumentVersion;
  readonly #options: BindingOptions;
  #outline: Outline;
  /** The document that the fragment holds. */
  #held: Node;
  /** The document that the view shows, as far as it was written or came from here. */
  #drawn: Node;
  #view: EditorView | null = null;
  #deferral: Deferral | undefined;
  #cancelDeferral: (() => void) | undefined;
  readonly #losses: Loss[] = [];
  readonly #lostCaret = new LostCaret();
  #ownTransaction: YTransaction | undefined;
  #outdatedListener: () => void = () => {};
  /** How often the whole had to be drawn anew, because an event made no sense. Never, as far as is known. */
  redrawn = 0;

  constructor(options: BindingOptions) {
    const { fragment } = options;
    if (!fragment.doc) throw new RangeError('A fragment must be in a Doc to be bound');
    this.type = fragment;
    this.doc = fragment.doc;
    this.#options = options;
    this.#held = this.#draw();
    this.#drawn = this.#held;
    this.#outline = this.#trace();
    if (!this.#isForeign) this.#remember([this.#outline.root]);
    this.plugin = syncPlugin<Binding>(this);
    this.doc.on('afterTransaction', leaveFormatting);
    this.doc.on('afterAllTransactions', this.putBack);
    fragment.observeDeep(this.#onEvents);
    const onChange = () => this.#outdatedListener();
    this.#version = new DocumentVersion({ doc: this.doc, own: options.schemaVersion, onChange });
  }

  /** Whether nothing may be written, by a version that knows too little: the document is shown, and let be (E1). */
  get outdated(): boolean {
    return this.#isForeign || this.#version.isAbove;
  }

  /** What the fragment held when the binding was made. */
  get initialDoc(): Node {
    return this.#held;
  }

  get prosemirrorView(): EditorView | null {
    return this.#view;
  }

  /** To be called when `outdated` has changed. */
  onOutdated(listener: () => void): void {
    this.#outdatedListener = listener;
  }

  destroy(): void {
    this.isDestroyed = true;
    this.#cancelDeferral?.();
    this.#view = null;
    this.doc.off('afterTransaction', leaveFormatting);
    this.doc.off('afterAllTransactions', this.putBack);
    this.type.unobserveDeep(this.#onEvents);
    this.#version.destroy();
  }

  /** Where in Yjs `pos` of the drawn document is. */
  relativePosition(pos: number, side: Side): RelativePosition | undefined {
    const held = this.#deferral?.heldPosition(pos, side) ?? pos;
    return this.#isForeign || held > this.#held.content.size
      ? undefined
      : relativePosition(this.#outline, held, side);
  }

  absolutePosition(position: RelativePosition): number | undefined {
    if (this.#isForeign) return undefined;
    const held = absolutePosition({ outline: this.#outline, doc: this.doc }, position);
    return held === undefined ? undefined : (this.#deferral?.drawnPosition(held) ?? held);
  }

  /** What the fragment holds, as far as it can be drawn. */
  #draw(): Node {
    const { schema } = this.#options;
    const whole = drawDocument(schema, this.type);
    if (!whole) this.#becomeForeign();
    return whole ?? drawPart(schema, this.type);
  }

  #trace(): Outline {
    return new Outline(this.type, this.#held, (type) => this.mapping.delete(type));
  }

  attach(view: EditorView): void {
    this.#view = view;
    watched.add(this.doc);
    if (view.state.doc !== this.#drawn) this.#show(view, {});
  }

  detach(): void {
    this.#view = null;
    watched.delete(this.doc);
  }

  follow(view: EditorView): void {
    const { state, composing } = view;
    if (state.doc !== this.#drawn && !this.#isForeign) {
      if (this.#mayWrite()) this.#write(state);
      if (this.#drawn !== (this.#deferral ? state.doc : this.#held)) this.#show(view, {});
    }
    if (!composing) this.#endDeferral();
  }

  get drawn(): Node {
    return this.#drawn;
  }

  /** ProseMirror reads what was composed a moment after its end. */
  afterComposition(): void {
    if (!this.#deferral) return;
    const { clock = systemClock } = this.#options;
    this.#cancelDeferral?.();
    this.#cancelDeferral = clock.after(compositionEndMs, () => this.#endDeferral());
  }

  /** Shows what was kept from the block in which an input method composed. */
  #endDeferral(): void {
    if (!this.#deferral) return;
    const wanted = this.#view ? captureSelection(this, this.#view.state) : undefined;
    this.#deferral = undefined;
    this.#cancelDeferral?.();
    if (this.#view) this.#show(this.#view, { wanted });
    this.putBack();
  }

  /** Begins to keep the block in which an input method composes as it is, if `events` are about it. */
  #deferFor(view: EditorView, events: readonly FragmentEvent[]): Deferral | undefined {
    if (this.#deferral || !view.composing || view.state.doc !== this.#held) return this.#deferral;
    const block = this.#outline.textblockAt(view.state.selection.head);
    if (!block || !concerns(events, block, this.#outline)) return undefined;
    const { clock = systemClock } = this.#options;
    this.#cancelDeferral = clock.after(deferralLimitMs, () => this.#endDeferral());
    this.#deferral = new Deferral(block);
    return this.#deferral;
  }

  #mayWrite(): boolean {
    return !this.outdated && this.#options.mayWrite();
  }

  #becomeForeign(): void {
    if (this.#isForeign) return;
    this.#isForeign = true;
    this.#outdatedListener();
  }

  readonly #onEvents = (events: readonly FragmentEvent[], transaction: YTransaction): void => {
    const isOwn = transaction === this.#ownTransaction;
    if (isOwn && transaction.origin === ySyncPluginKey) return;
    if (this.#view) this.#options.readSelection?.(this.#view);
    this.#noteLoss(events, transaction);
    const isUndo = transaction.origin instanceof UndoManager;
    if (this.#isForeign || isOwn || !this.#takeIn(events, isUndo)) this.#redraw(isUndo);
  };

  /** Own text that a remote change has lost is put back when that change is through, or one may write again. */
  #noteLoss(events: readonly FragmentEvent[], transaction: YTransaction): void {
    if (this.outdated) return;
    const drawn = (element: XmlElement) => this.mapping.get(element);
    const arrival = { schema: this.#options.schema, outline: this.#outline, transaction, drawn };
    // Until one may write again the texts become others.
    const loss = findLoss(arrival, this.#mayWrite() ? events : []);
    const { empty, head } = this.#view?.state.selection ?? {};
    const caret = empty ? (this.#deferral?.heldPosition(head ?? 0, 'before') ?? head) : undefined;
    if (loss) this.#losses.push({ ...loss, caret });
    this.#lostCaret.note(caret, { arrival, events });
  }

  /** Puts back what was lost: after each change, and to be called when one may write again. */
  readonly putBack = (): void => {
    const view = this.#view;
    if (this.#losses.length === 0 || view?.state.doc !== this.#held || !this.#mayWrite()) return;
    for (const loss of this.#losses.splice(0)) {
      const { tr } = view.state;
      new Rescue(tr, this.#outline).putBack(loss);
      if (tr.docChanged) view.dispatch(tr);
    }
  };

  /** @returns false if the events made no sense */
  #takeIn(events: readonly FragmentEvent[], isUndo: boolean): boolean {
    const view = this.#view;
    const deferral = view ? this.#deferFor(view, events) : undefined;
    if (view && deferral) return this.#takeInPart(events, { view, deferral, isUndo });
    const tr = view?.state.doc === this.#held ? view.state.tr : undefined;
    const transform = tr ?? new Transform(this.#held);
    const steps = new RemoteSteps(this.#outline, transform);
    try {
      for (const event of events) steps.add(event);
      this.#held = transform.doc;
      this.#remember(steps.changed);
    } catch {
      return false;
    }
    if (!view) this.#drawn = this.#held;
    else if (tr) this.#dispatch(view, tr, { isUndo });
    else this.#show(view, { isUndo });
    return true;
  }

  #takeInPart(events: readonly FragmentEvent[], { view, deferral, isUndo }: Deferred): boolean {
    const held = new Transform(this.#held);
    const drawn = view.state.tr;
    try {
      const caret = view.state.selection.head;
      const changed = deferral.takeIn(events, { outline: this.#outline, held, drawn, caret });
      this.#held = held.doc;
      this.#remember(changed);
    } catch {
      return false;
    }
    this.#dispatch(view, drawn, { isUndo });
    const strays = this.#losses.flatMap((loss) => loss.strays);
    if (deferral.hasNoPlace(this.#outline, strays) || isUndo || !view.composing) this.#endDeferral();
    return true;
  }

  #redraw(isUndo: boolean): void {
    const held = this.#draw();
    if (!this.#isForeign) this.redrawn += 1;
    this.#deferral = undefined;
    this.#held = held;
    this.mapping.clear();
    this.#outline = this.#trace();
    if (!this.#isForeign) this.#remember([this.#outline.root]);
    if (!this.#view) this.#drawn = this.#held;
    else if (!this.#tryShow(this.#view, isUndo)) this.#becomeForeign();
  }

  /** @returns false for a document that ProseMirror refuses, which only a newer version can have meant */
  #tryShow(view: EditorView, isUndo: boolean): boolean {
    try {
      this.#show(view, { isUndo });
      return true;
    } catch {
      return false;
    }
  }

  /** Makes the view show what the fragment holds, where the steps to it aren't known. */
  #show(view: EditorView, aim: Aim): void {
    const { tr } = view.state;
    catchUp(tr, this.#held);
    // One and the same from here on, so that the next step of others applies to what is shown.
    if (tr.doc.eq(this.#held)) this.#held = tr.doc;
    this.#dispatch(view, tr, aim);
  }

  #dispatch(view: EditorView, tr: Transaction, { isUndo = false, wanted }: Aim): void {
    if (!tr.docChanged) return;
    const { selection, storedMarks } = view.state;
    tr.setMeta(ySyncPluginKey, { isChangeOrigin: true, isUndoRedoOperation: isUndo });
    tr.setMeta('addToHistory', false);
    const aim = isUndo ? this.#options.undoSelection?.() : wanted;
    const moved = this.#deferral ? undefined : this.#lostCaret.take(this.#outline, tr.doc);
    const after = moved ?? (aim && restoreSelection(this, aim, tr.doc)) ?? followedSelection(tr, selection);
    if (!after.eq(tr.selection)) tr.setSelection(after);
    if (storedMarks && !isUndo) tr.setStoredMarks(storedMarks);
    if (isUndo) tr.scrollIntoView();
    this.#drawn = tr.doc;
    view.dispatch(tr);
  }

  #write(state: EditorState): void {
    const { unwritten, addToHistory }: SyncState<Binding> = ySyncPluginKey.getState(state);
    this.doc.transact((transaction) => {
      this.#ownTransaction = transaction;
      transaction.meta.set('addToHistory', addToHistory);
      if (!this.#writeSteps(transaction, state.doc, unwritten)) this.#writeAnew(transaction, state.doc);
      for (const tr of unwritten) nameDeletions(transaction, tr.getMeta(deletionsKey));
      this.#version.raise();
    }, ySyncPluginKey);
  }

  /** @returns false if the steps don't lead from what was written to `now` */
  #writeSteps(transaction: YTransaction, now: Node, steps: readonly Transaction[]): boolean {
    if (steps[0]?.before !== this.#drawn || steps.at(-1)?.doc !== now) return false;
    const writer = new FragmentWriter(this.#outline, transaction);
    let held = this.#held;
    try {
      for (const tr of steps) {
        if (!this.#deferral) writeTransaction(writer, tr);
        else for (const step of tr.steps) held = this.#deferral.write(writer, step, held);
      }
    } catch {
      return false;
    }
    return this.#settle(writer, { held: this.#deferral ? held : now, drawn: now });
  }

  /** By comparing: for a state that came without steps, and for a step of a sort that isn't known. */
  #writeAnew(transaction: YTransaction, now: Node): void {
    this.redrawn += 1;
    this.mapping.clear();
    this.#held = this.#draw();
    this.#outline = this.#trace();
    const writer = new FragmentWriter(this.#outline, transaction);
    writeDifference(writer, this.#held, now);
    this.#deferral = undefined;
    this.#settle(writer, { held: now, drawn: now });
  }

  #settle(writer: FragmentWriter, { held, drawn }: { readonly held: Node; readonly drawn: Node }): boolean {
    if (this.#outline.root.contentSize !== held.content.size) return false;
    this.#held = writer.isDrawnOtherwise ? this.#draw() : held;
    this.#drawn = drawn;
    this.#remember(writer.changed);
    return true;
  }

  #remember(changed: Iterable<Entry>): void {
    recordNodes(this.mapping, changed, { outline: this.#outline, doc: this.#held });
  }
}

/** The binding of a state, which it keeps as y-prosemirror's does. */
export function bindingOf(state: EditorState): Binding {
  return ySyncPluginKey.getState(state).binding;
}
