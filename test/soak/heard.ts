import { decodeMessages, type HocuspocusMessage, type Message } from '@scriptorium/server/protocol';
import { decodeHocuspocusAnswer } from '../../server/protocol/hocuspocusAnswer.fixture.ts';
import type { HostileDialect } from '../families/hostileDialect.ts';

/** What a server may say, in any dialect. */
export type Heard = Message | HocuspocusMessage;

/** What a server's frame says; a ping says nothing. */
export function heardIn(frame: Uint8Array, { name }: HostileDialect): readonly Heard[] {
  if (name !== 'Hocuspocus') return decodeMessages(frame);
  const answer = decodeHocuspocusAnswer(frame);
  return answer === undefined ? [] : [answer.message];
}
