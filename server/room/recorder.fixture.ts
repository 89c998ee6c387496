import * as Y from 'yjs';
import type { CloseReason, Message } from '../protocol/index.ts';
import type { Pressure, Receipt, RoomMember } from './roomMember.ts';

/** A member that remembers what it was told, with a document that follows. */
export class Recorder implements RoomMember {
  readonly author: string;
  readonly doc = new Y.Doc();
  readonly messages: Message[] = [];
  readonly receipts: Receipt[] = [];
  dismissal: CloseReason | undefined;
  isGone = false;
  mayWrite = true;
  takesEchoForReceipt = true;
  pressure: Pressure = 'none';
  /** How many of its updates were refused. */
  refused = 0;

  constructor(author = '') {
    this.author = author;
  }

  deliver(message: Message): void {
    this.messages.push(message);
    if (message.kind === 'syncStep2' || message.kind === 'update')
      Y.applyUpdate(this.doc, message.update, 'room');
  }

  acknowledge(receipt: Receipt): void {
    this.receipts.push(receipt);
  }

  refuse(): void {
    this.refused += 1;
  }

  dismiss(reason: CloseReason): void {
    this.dismissal = reason;
    this.isGone = true;
  }

  /** How many of its updates it was told are on disk. */
  get saved(): number {
    return this.receipts.at(-1)?.count ?? 0;
  }

  /** The messages of one kind. */
  heard<Kind extends Message['kind']>(kind: Kind): Extract<Message, { kind: Kind }>[] {
    return this.messages.filter(
      (message): message is Extract<Message, { kind: Kind }> => message.kind === kind,
    );
  }

  /** Types into its own text. @returns the update that a client would send. */
  type(text: string): Message {
    const before = Y.encodeStateVector(this.doc);
    const body = this.doc.getText('body');
    body.insert(body.length, text);
    return { kind: 'update', update: Y.encodeStateAsUpdate(this.doc, before) };
  }

  get text(): string {
    return this.doc.getText('body').toString();
  }
}
