/** What has to be asked before something can be inserted or changed: a file, an address, a few words. */
import { html, nothing } from 'lit-html';
import type { EditorHandle } from '../editor.ts';
import type { OptionContext } from './blockOptions.ts';
import { chooseFiles } from './chooseFiles.ts';
import type { InsertTools } from './insertItems.ts';

export function createAnswers(editor: EditorHandle): InsertTools & OptionContext {
  const { commands } = editor;
  return {
    commands,
    chooseFile: (accept) =>
      chooseFiles(accept, (files) => {
        commands.insertFiles(files);
        editor.focus();
      }),
    askEmbed: () =>
      ask(editor, {
        title: 'Film or sound',
        label: 'Address',
        hint: 'From YouTube, Vimeo, Spotify, CodePen or Loom. Nothing is loaded from there before a reader asks for it.',
        value: '',
        run: (typed) => commands.insertEmbed(typed),
        refusal: 'This address is not of a site that can be shown.',
      }),
    askDescription: () =>
      ask(editor, {
        title: 'Description',
        label: 'What the image shows',
        hint: 'Read aloud to who cannot see the image.',
        value: editor.peek().details.picture?.alt ?? '',
        run: (alt) => commands.setPicture({ alt }),
        refusal: 'The image is not there any more.',
      }),
    askLanguage: () =>
      ask(editor, {
        title: 'Language of the code',
        label: 'Language',
        hint: 'For instance js, python or sql; empty for none.',
        value: editor.peek().details.language ?? '',
        run: (language) => commands.setLanguage(language),
        refusal: 'The code is not there any more.',
      }),
  };
}

interface Question {
  readonly title: string;
  readonly label: string;
  readonly hint: string;
  readonly value: string;
  readonly run: (answer: string) => boolean;
  readonly refusal: string;
}

function ask(editor: EditorHandle, { title, label, hint, value, run, refusal }: Question): void {
  void import('./dialog.ts').then(async ({ openDialog }) => {
    await openDialog({
      title,
      action: 'Apply',
      body: html`<label class="field-label" for="answer">${label}</label>
      <input class="field" id="answer" name="answer" autofocus autocomplete="off" .value=${value} aria-describedby="answer-hint" />
      ${hint === '' ? nothing : html`<p class="field-hint" id="answer-hint">${hint}</p>`}`,
      sentenceOf: (error) => (error instanceof Error ? error.message : refusal),
      run: async (form) => {
        if (!run(String(form.get('answer') ?? ''))) throw new Error(refusal);
      },
    });
    editor.focus();
  });
}
