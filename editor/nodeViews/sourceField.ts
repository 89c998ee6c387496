import { differenceBetween, movePosition, type TextEdit } from './textEdit.ts';

export interface SourceFieldOptions {
  readonly document: Document;
  /** Its name for screen readers. */
  readonly label: string;
  readonly text: string;
  /** Whether Enter is a new line; then Mod-Enter leaves. */
  readonly multiline: boolean;
  /** What was typed, as the smallest change of the text. */
  readonly onEdit: (edit: TextEdit) => void;
  /** Where to: undefined if the focus has gone elsewhere. */
  readonly onLeave: (side: 'before' | 'after' | undefined) => void;
  /** Keys that undo and redo, which belong to the document and not to the field; whether they were taken. */
  readonly onHistory: (event: KeyboardEvent) => boolean;
}

/** A field in which text of the document is written that is drawn as something else, and which follows what others write in it. */
export class SourceField {
  readonly #options: SourceFieldOptions;
  #text: string;
  readonly element: HTMLTextAreaElement;

  constructor(options: SourceFieldOptions) {
    this.#options = options;
    this.#text = options.text;
    const field = options.document.createElement('textarea');
    field.className = 'scriptorium-math-source';
    field.rows = 1;
    field.spellcheck = false;
    field.autocapitalize = 'off';
    field.ariaLabel = options.label;
    field.value = options.text;
    field.addEventListener('input', () => this.#onInput());
    field.addEventListener('keydown', (event) => this.#onKey(event));
    field.addEventListener('blur', () => options.onLeave(undefined));
    this.element = field;
  }

  focus(): void {
    this.element.focus();
    this.element.setSelectionRange(this.#text.length, this.#text.length);
  }

  /** The text has become this by somebody else: the caret stays where it was between the letters. */
  follow(text: string): void {
    if (text === this.#text) return;
    const { selectionStart, selectionEnd } = this.element;
    const edit = differenceBetween({ before: this.#text, after: text, caret: text.length });
    const edits = edit ? [edit] : [];
    this.#text = text;
    this.element.value = text;
    this.element.setSelectionRange(movePosition(selectionStart, edits), movePosition(selectionEnd, edits));
  }

  #onInput(): void {
    const { value, selectionEnd } = this.element;
    const edit = differenceBetween({ before: this.#text, after: value, caret: selectionEnd });
    this.#text = value;
    if (edit) this.#options.onEdit(edit);
  }

  #onKey(event: KeyboardEvent): void {
    event.stopPropagation();
    if (event.isComposing) return;
    const side = this.#sideOf(event);
    const isHistory = (event.ctrlKey || event.metaKey) && /^[zy]$/i.test(event.key);
    if (side !== undefined) {
      event.preventDefault();
      this.#options.onLeave(side);
    } else if (isHistory && this.#options.onHistory(event)) event.preventDefault();
  }

  /** On which side the key leads out; undefined if it stays. */
  #sideOf({ key, shiftKey, ctrlKey, metaKey }: KeyboardEvent): 'before' | 'after' | undefined {
    const { selectionStart, selectionEnd, value } = this.element;
    const isCaret = selectionStart === selectionEnd && !shiftKey;
    const leavesByEnter = !this.#options.multiline || ctrlKey || metaKey;
    if (key === 'Escape' || key === 'Tab' || (key === 'Enter' && leavesByEnter)) return 'after';
    if (isCaret && selectionEnd === value.length && (key === 'ArrowRight' || key === 'ArrowDown'))
      return 'after';
    if (isCaret && selectionStart === 0 && (key === 'ArrowLeft' || key === 'ArrowUp')) return 'before';
    if (key === 'Backspace' && value === '') return 'before';
    return undefined;
  }
}
