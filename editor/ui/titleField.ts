/**
 * The title as a text field. What is typed goes into the shared text at once and as the smallest edit; what
 * others type appears without moving the caret or the selection. While an input method composes the field is
 * left alone, because writing to it would end the composition (E14): it catches up when that ends.
 */
import type * as Y from 'yjs';
import { differenceBetween, movePosition, type TextEdit } from '../nodeViews/textEdit.ts';
import { TitleText } from './titleText.ts';

export interface TitleFieldOptions {
  readonly field: HTMLTextAreaElement;
  readonly doc: Y.Doc;
  /** Called with the title now and whenever it changes. */
  onTitle(title: string): void;
  /** Called when Enter or Down asks for the text below. */
  onLeave(): void;
}

export class TitleField {
  readonly #options: TitleFieldOptions;
  readonly #text: TitleText;
  readonly #listening = new AbortController();
  #composing = false;
  /** The text that the field and the shared text last agreed on, and what others did since. */
  #agreed: string;
  #pending: readonly TextEdit[] = [];

  constructor(options: TitleFieldOptions) {
    this.#options = options;
    this.#text = new TitleText(options.doc, (edits) => this.#onRemote(edits));
    this.#agreed = this.#text.toString();
    options.field.value = this.#agreed;
    this.#listen();
    this.#onShown();
  }

  destroy(): void {
    this.#listening.abort();
    this.#text.destroy();
  }

  #listen(): void {
    const { field } = this.#options;
    const { signal } = this.#listening;
    field.addEventListener('input', () => this.#commit(), { signal });
    field.addEventListener('compositionstart', () => this.#setComposing(true), { signal });
    field.addEventListener('compositionend', () => this.#setComposing(false), { signal });
    field.addEventListener('keydown', (event) => this.#onKey(event), { signal });
    window.addEventListener('resize', () => fitHeight(field), { signal });
  }

  #setComposing(composing: boolean): void {
    this.#composing = composing;
    this.#commit();
  }

  /** Sends what was typed, then shows what came of it together with what others did. */
  #commit(): void {
    if (this.#composing) return;
    const { field } = this.#options;
    const pending = this.#pending;
    const caret = field.selectionEnd;
    const edit = differenceBetween({ before: this.#agreed, after: oneLine(field.value), caret });
    if (edit !== undefined) this.#text.edit(edit, pending);
    this.#agreed = this.#text.toString();
    this.#pending = [];
    if (field.value !== this.#agreed) this.#rewrite(edit, pending);
    this.#onShown();
  }

  #onRemote(edits: readonly TextEdit[]): void {
    this.#pending = [...this.#pending, ...edits];
    this.#commit();
  }

  #rewrite(edit: TextEdit | undefined, pending: readonly TextEdit[]): void {
    const { field } = this.#options;
    const [start, end] = selectionAfter(field, edit, pending);
    field.value = this.#agreed;
    field.setSelectionRange(start, end);
  }

  #onShown(): void {
    fitHeight(this.#options.field);
    this.#options.onTitle(this.#agreed);
  }

  #onKey(event: KeyboardEvent): void {
    if (event.isComposing) return;
    const { field } = this.#options;
    const atEnd = field.selectionStart === field.value.length;
    if (event.key !== 'Enter' && !(event.key === 'ArrowDown' && atEnd)) return;
    event.preventDefault();
    this.#options.onLeave();
  }
}

/** The caret stays behind what was typed here, otherwise where it was in the text. */
function selectionAfter(
  field: HTMLTextAreaElement,
  edit: TextEdit | undefined,
  pending: readonly TextEdit[],
): readonly [start: number, end: number] {
  if (edit !== undefined && pending.length > 0) {
    const caret = movePosition(edit.index, pending) + edit.inserted.length;
    return [caret, caret];
  }
  return [movePosition(field.selectionStart, pending), movePosition(field.selectionEnd, pending)];
}

/** The title is one line; a pasted line break becomes a blank of the same length, so no offset moves. */
function oneLine(text: string): string {
  return text.replace(/[\r\n]/gu, ' ');
}

/** Grows the field with its text where the browser cannot do it by itself (`field-sizing: content`). */
function fitHeight(field: HTMLTextAreaElement): void {
  if (CSS.supports('field-sizing', 'content')) return;
  field.style.height = 'auto';
  field.style.height = `${field.scrollHeight}px`;
}
