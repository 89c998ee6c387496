import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { CrowdMessage, CrowdOrder, CrowdTally } from './crowdMessage.ts';
import type { Contribution } from './guest.ts';

const program = fileURLToPath(new URL('crowdProcess.ts', import.meta.url));

export interface CrowdOptions {
  readonly order: CrowdOrder;
  /** @param client with what it was written */
  readonly onContribution: (contribution: Contribution, client: string) => void;
  readonly onFinding: (text: string) => void;
}

/** Some of the thousand, in a process of their own. */
export class Crowd {
  readonly #options: CrowdOptions;
  readonly #child: ChildProcess;
  readonly #exited: Promise<unknown>;
  #tally: CrowdTally | undefined;
  #errors = '';

  constructor(options: CrowdOptions) {
    this.#options = options;
    this.#child = fork(program, [JSON.stringify(options.order)], {
      // Workspaces lead to their built files, as for whoever installs them.
      execArgv: ['--import', 'tsx'],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.#exited = once(this.#child, 'exit');
    this.#child.stderr?.on('data', (chunk: Buffer) => {
      this.#errors = `${this.#errors}${chunk.toString()}`.slice(0, 2000);
    });
    this.#child.on('message', (message) => this.#take(message as CrowdMessage));
    this.#child.on('exit', (code) => {
      if (code !== 0) options.onFinding(`A crowd ended with ${code}: ${this.#errors}`);
    });
  }

  /** All leave, told that what they wrote is saved. Resolves when they have gone. */
  async leave(): Promise<CrowdTally> {
    if (this.#child.connected) this.#child.send('leave');
    await this.#exited;
    return this.#tally ?? { attacks: {}, failures: {}, latestSeconds: 0 };
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }

  #take(message: CrowdMessage): void {
    switch (message.kind) {
      case 'contribution':
        this.#options.onContribution(message.contribution, message.client);
        break;
      case 'finding':
        this.#options.onFinding(message.text);
        break;
      case 'gone':
        this.#tally = message.tally;
    }
  }
}
