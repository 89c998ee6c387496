interface LineError {
  readonly message: string;
  readonly stack?: string;
}

interface Line {
  readonly level: string;
  readonly time: string;
  readonly message: string;
  readonly document?: string;
  readonly address?: string;
  readonly error?: LineError;
}

/** A line of the log for somebody who looks at a terminal: the time of day, the level unless all is well, the words. */
export function plainLine(json: string): string {
  const { level, time, message, document, address, error } = JSON.parse(json) as Line;
  const parts = [
    time.slice(11, 19),
    level === 'info' ? '' : level,
    message,
    document === undefined ? '' : `(document ${JSON.stringify(document)})`,
    address === undefined ? '' : `(from ${address})`,
    error === undefined ? '' : `: ${error.stack ?? error.message}`,
  ];
  return `${parts
    .filter((part) => part !== '')
    .join(' ')
    .replace(' : ', ': ')}\n`;
}
