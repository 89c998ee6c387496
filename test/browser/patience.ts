/** How long a test waits for what a page is to show; far longer than it takes, because machines can be busy. */
export const soon = { timeout: 20_000 } as const;

/** How long a test may take altogether. */
export const limitMs = 60_000;
