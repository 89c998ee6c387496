/** Copying, also where the browser does not allow it to pages: then the text is shown, selected, to be copied. */
import { html } from 'lit-html';
import { openDialog } from '../ui/dialog.ts';
import type { Toast } from '../ui/toast.ts';

export async function copyLink(toast: Toast): Promise<void> {
  const address = location.origin + location.pathname;
  if (await write(address)) {
    toast.say('Link copied. Whoever opens it can write here.');
    return;
  }
  await offer(
    'Copy this link',
    html`<input class="field" readonly autofocus aria-label="Link" .value=${address} />`,
  );
}

export async function copyText(text: string, toast: Toast): Promise<void> {
  if (await write(text)) {
    toast.say('Text copied.');
    return;
  }
  await offer(
    'Copy this text',
    html`<textarea class="field" rows="8" readonly autofocus aria-label="Text" .value=${text}></textarea>`,
  );
}

/** False where the page is not served securely (another machine over plain http), or may not write. */
async function write(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

function offer(title: string, body: ReturnType<typeof html>): Promise<boolean> {
  return openDialog({ title, body, action: 'Done', informs: true, run: async () => {}, sentenceOf: String });
}
