/** An event of an event stream; one without a name has the empty one. */
export interface StreamEvent {
  readonly name: string;
  readonly data: string;
}

/**
 * Reads the format `text/event-stream` (HTML Living Standard, section 9.2.6) piece by piece, without looking at anything twice: a
 * document is one line of megabytes. Fields that only concern coming back are left out; lines end with LF or CRLF.
 */
export class EventParser {
  /** The pieces of the line that has not ended. */
  #line: string[] = [];
  #name = '';
  #data: readonly string[] = [];

  /** @returns the events that end in this piece. */
  push(text: string): readonly StreamEvent[] {
    const [rest = '', ...starts] = text.split('\n');
    this.#line.push(rest);
    const events: StreamEvent[] = [];
    for (const start of starts) {
      const event = this.#endLine(this.#line.join('').replace(/\r$/, ''));
      if (event) events.push(event);
      this.#line = [start];
    }
    return events;
  }

  #endLine(line: string): StreamEvent | undefined {
    if (line === '') return this.#endEvent();
    const [, field, value = ''] = /^([^:]*):? ?(.*)$/.exec(line) ?? [];
    if (field === 'event') this.#name = value;
    if (field === 'data') this.#data = [...this.#data, value];
    return undefined;
  }

  #endEvent(): StreamEvent | undefined {
    const event = { name: this.#name, data: this.#data.join('\n') };
    const hasData = this.#data.length > 0;
    this.#name = '';
    this.#data = [];
    return hasData ? event : undefined;
  }
}
