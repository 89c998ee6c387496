import type { Browser, Page } from 'playwright-core';
import { bundlePage } from '../browser/bundlePage.ts';

/** Where pages are measured. */
export interface Stage {
  /** Opens a page, and closes it when `act` is done. */
  visit<Result>(act: (page: Page) => Promise<Result>): Promise<Result>;
}

interface StageOptions {
  readonly styles: string;
  /** Whether functions keep their names. */
  readonly readable: boolean;
}

const address = 'https://latency.test/';

/** A page of its own gets a clock that counts in steps of 5 µs; others get one of 100 µs, which is as long as a key takes. */
const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

export async function openStage(browser: Browser, { styles, readable }: StageOptions): Promise<Stage> {
  const code = await bundlePage(new URL('page.ts', import.meta.url), { minify: !readable });
  const open = async (): Promise<Page> => {
    const page = await browser.newPage({ viewport: { width: 1200, height: 900 } });
    const body = '<!doctype html><meta charset="utf-8"><body></body>';
    await page.route(address, (route) =>
      route.fulfill({ contentType: 'text/html', body, headers: isolation }),
    );
    await page.goto(address);
    await page.addStyleTag({ content: styles });
    await page.addScriptTag({ content: code });
    return page;
  };
  return {
    async visit(act) {
      const page = await open();
      try {
        return await act(page);
      } finally {
        await page.close();
      }
    },
  };
}
