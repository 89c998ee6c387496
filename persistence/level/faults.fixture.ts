import {
  type Database,
  type OpenDatabase,
  type Operation,
  openLevelDatabase,
  type Pair,
  type Reader,
} from './database.ts';
import type { KeyRange } from './key.ts';

/** How a write ends that is made to fail: without a trace, or on the disk all the same, as after a failed fsync. */
export type Fault = 'lost' | 'landed';

/**
 * Opens real databases that fail as they are told. As with LevelDB, a failed batch is not to be seen before the
 * database is opened anew, and a database that failed once refuses every further write.
 */
export class Faults {
  /** The batches that were written or tried, in order. */
  readonly batches: (readonly Operation[])[] = [];
  opens = 0;
  /** What was opened, the newest last: a test may reach past the faults. */
  readonly databases: Database[] = [];
  /** What the next writes do; a write behind the end of the plan succeeds. */
  writes: (Fault | 'written')[] = [];
  /** So many of the next openings fail. */
  failingOpens = 0;
  /** Every read fails while this is set. */
  isUnreadable = false;
  readonly writing = new Gate();
  readonly reading = new Gate();

  readonly open: OpenDatabase = async (directory) => {
    this.opens += 1;
    if (this.failingOpens > 0) {
      this.failingOpens -= 1;
      throw new Error('no space left on device');
    }
    const database = await openLevelDatabase(directory);
    this.databases.push(database);
    return this.#wrap(database);
  };

  #wrap(database: Database): Database {
    let isFailed = false;
    let landed: readonly Operation[] = [];
    return {
      ...this.#reader(database),
      write: async (operations) => {
        this.batches.push(operations);
        await this.writing.opened;
        const fate = this.writes.shift() ?? 'written';
        if (!isFailed && fate === 'written') return database.write(operations);
        if (!isFailed && fate === 'landed') landed = operations;
        isFailed = true;
        throw new Error('input/output error');
      },
      view: (task) => database.view((reader) => task(this.#reader(reader))),
      close: async () => {
        await database.write(landed);
        await database.close();
      },
    };
  }

  async *#stream(reader: Reader, range: KeyRange): AsyncIterable<readonly Pair[]> {
    for await (const pairs of reader.stream(range)) {
      await this.reading.opened;
      if (this.isUnreadable) throw new Error('input/output error');
      yield pairs;
    }
  }

  #reader(reader: Reader): Reader {
    const check = async <T>(read: () => Promise<T>): Promise<T> => {
      await this.reading.opened;
      const result = await read();
      if (this.isUnreadable) throw new Error('input/output error');
      return result;
    };
    return {
      get: (key) => check(() => reader.get(key)),
      keys: (range, options) => check(() => reader.keys(range, options)),
      values: (range, options) => check(() => reader.values(range, options)),
      stream: (range) => this.#stream(reader, range),
    };
  }
}

/** Where reads or writes wait while it is shut. */
export class Gate {
  opened: Promise<void> = Promise.resolve();

  /** @returns what opens it again */
  shut(): () => void {
    let open = () => {};
    this.opened = new Promise((resolve) => {
      open = resolve;
    });
    return open;
  }
}
