/** A question in the middle of the page: a native modal `<dialog>`, which keeps the focus and gives it back. */
import { html, nothing, render, type TemplateResult } from 'lit-html';

export interface DialogOptions {
  readonly title: string;
  readonly body: TemplateResult;
  /** What the button says that does it. */
  readonly action: string;
  readonly tone?: 'danger';
  /** True where there is nothing to decide, so that one button is enough. */
  readonly informs?: boolean;
  /** Does it. While it runs the dialog waits; a rejection is shown through `sentenceOf`, and the dialog stays. */
  run(form: FormData): Promise<void>;
  /** An error of `run` as a sentence for people. */
  sentenceOf(error: unknown): string;
}

interface DialogState {
  readonly busy: boolean;
  readonly sentence?: string;
}

/** Asks, and resolves once the dialog is closed: true if it was done, false if people thought better of it. */
export function openDialog(options: DialogOptions): Promise<boolean> {
  const dialog = document.createElement('dialog');
  dialog.className = 'dialog';
  dialog.setAttribute('aria-labelledby', 'dialog-title');
  dialog.setAttribute('aria-describedby', 'dialog-body');
  if (options.tone === 'danger') dialog.role = 'alertdialog';
  document.body.append(dialog);
  const show = (state: DialogState) => render(template(options, state, submit), dialog);
  let busy = false;
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (busy) return;
    busy = true;
    const form = new FormData(event.target as HTMLFormElement);
    show({ busy: true });
    await options.run(form).then(
      () => dialog.close('done'),
      (error: unknown) => show({ busy: false, sentence: options.sentenceOf(error) }),
    );
    busy = false;
  };
  show({ busy: false });
  dialog.showModal();
  selectPrefilled(dialog);
  return closed(dialog);
}

function closed(dialog: HTMLDialogElement): Promise<boolean> {
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(dialog.returnValue === 'done');
    });
    // A press on the backdrop is a press on the dialog itself, whose content fills it.
    dialog.addEventListener('pointerdown', ({ target }) => {
      if (target === dialog) dialog.close();
    });
  });
}

function selectPrefilled(dialog: HTMLDialogElement): void {
  dialog.querySelector<HTMLInputElement>('input[autofocus]')?.select();
}

function template(
  options: DialogOptions,
  { busy, sentence }: DialogState,
  submit: (event: SubmitEvent) => Promise<void>,
): TemplateResult {
  const danger = options.tone === 'danger';
  return html`<form class="dialog-form" method="dialog" @submit=${submit}>
    <h2 class="dialog-title" id="dialog-title">${options.title}</h2>
    <div class="dialog-body" id="dialog-body">${options.body}</div>
    <p class="dialog-error" role="alert">${sentence ?? nothing}</p>
    <div class="dialog-actions">
      ${
        options.informs
          ? nothing
          : html`<button class="button" type="button" ?autofocus=${danger} @click=${cancel}>Cancel</button>`
      }
      <button class="button" type="submit" data-tone=${danger ? 'danger' : 'primary'} aria-disabled=${busy}>
        ${options.action}
      </button>
    </div>
  </form>`;
}

function cancel({ target }: Event): void {
  (target as Element).closest('dialog')?.close();
}
