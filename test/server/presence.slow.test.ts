import { decodeAwareness, type Message } from '@scriptorium/server/protocol';
import { describe, expect, it } from 'vitest';
import { eventually } from './deadline.ts';
import { clientVersions, Participant } from './participant.ts';
import { RawClient } from './rawClient.ts';
import { RunningServer } from './runningServer.ts';

const name = 'letter';
/** What a person takes for "at once". */
const soonMs = 1000;
const queryAwareness = new Uint8Array([3]);

/** How often these messages speak of a client with a clock above `clock`. */
function mentions(messages: readonly Message[], { clientId, clock }: { clientId: number; clock: number }) {
  return messages
    .filter((message) => message.kind === 'awareness')
    .filter(({ update }) =>
      decodeAwareness(update).some((entry) => entry.clientId === clientId && entry.clock > clock),
    ).length;
}

describe.each(clientVersions)('y-websocket %i', (version) => {
  async function annaAndBert() {
    const { webSocketUrl: url } = await RunningServer.start();
    const anna = await Participant.join({ url, version, name, presence: { name: 'Anna' } });
    const bert = await Participant.join({ url, version, name, presence: { name: 'Bert' } });
    await eventually('Bert to see Anna', () => bert.sees(anna));
    await eventually('Anna to see Bert', () => anna.sees(bert));
    return { url, anna, bert };
  }

  it('vanishes for the others at once when its presence becomes null (S13)', async () => {
    const { anna, bert } = await annaAndBert();
    anna.awareness.setLocalState(null);
    await eventually('Bert to see Anna no longer', () => bert.sees(anna) === undefined, soonMs);
    anna.awareness.setLocalState({ name: 'Anna again' });
    await eventually('Bert to see Anna', () => bert.sees(anna)?.name === 'Anna again', soonMs);
  });

  it('vanishes for the others at once when it disconnects, and is seen at once when it is back (S13, S14)', async () => {
    const { anna, bert } = await annaAndBert();
    anna.disconnect();
    await eventually('Bert to see Anna no longer', () => bert.sees(anna) === undefined, soonMs);
    anna.connect();
    await anna.whenSynced();
    anna.awareness.setLocalStateField('name', 'Anna');
    await eventually('Bert to see Anna', () => bert.sees(anna)?.name === 'Anna', soonMs);
  });

  it('vanishes for the others at once when its network is gone, and is seen within a second when it is back with an unchanged clock (S14)', async () => {
    const { anna, bert } = await annaAndBert();
    const clock = anna.awareness.meta.get(anna.doc.clientID)?.clock;
    const sent = anna.sent.length;
    anna.cut();
    await eventually('Bert to see Anna no longer', () => bert.sees(anna) === undefined, soonMs);
    await anna.whenSynced();
    const announced = anna.sent
      .slice(sent)
      .filter((message) => message.kind === 'awareness')
      .flatMap(({ update }) => decodeAwareness(update))
      .find(({ clientId }) => clientId === anna.doc.clientID);
    expect(announced?.clock).toBe(clock);
    await eventually('Bert to see Anna', () => bert.sees(anna)?.name === 'Anna', soonMs);
  });

  it('is not shown to those who come later when it was closed', async () => {
    const { url, anna, bert } = await annaAndBert();
    anna.close();
    await eventually('Bert to see Anna no longer', () => bert.sees(anna) === undefined, soonMs);
    const late = await Participant.join({ url, version, name, presence: { name: 'Carla' } });
    await eventually('Carla to see Bert', () => late.sees(bert));
    expect(late.sees(anna)).toBeUndefined();
  });

  it('hears of a change once, when all the others send it back (S15)', async () => {
    const { webSocketUrl: url } = await RunningServer.start();
    const people = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        Participant.join({ url, version, name, presence: { name: `person ${index}` } }),
      ),
    );
    const [changer] = people;
    const observer = people[1];
    if (changer === undefined || observer === undefined) throw new Error('Nobody is there.');
    const everybodySees = (other: Participant, value: unknown) =>
      people.every((person) => person.sees(other)?.cursor === value);
    for (const other of people)
      await eventually('all to see all', () => people.every((person) => person.sees(other)));
    const before = {
      clientId: changer.doc.clientID,
      clock: changer.awareness.meta.get(changer.doc.clientID)?.clock ?? 0,
    };
    changer.awareness.setLocalStateField('cursor', 1);
    await eventually('all to see the change', () => everybodySees(changer, 1));
    for (const person of people.slice(1))
      await eventually('it to be sent back', () => mentions(person.sent, before) > 0);
    for (const person of people) await roundTrip(person);
    observer.awareness.setLocalStateField('cursor', 2);
    await eventually('all to see the next change', () => everybodySees(observer, 2));
    for (const person of people) expect(mentions(person.received, before)).toBe(1);
  });
});

/** Resolves when the server has read all that this client sent. */
async function roundTrip(person: Participant): Promise<void> {
  const answers = () => person.received.filter(({ kind }) => kind === 'syncStep2').length;
  const count = answers();
  person.sendBytes(new Uint8Array([0, 0, 1, 0]));
  await eventually('an answer', () => answers() > count);
}

describe('somebody who only looks', () => {
  it('keeps nobody else present by sending back what it was told (S15)', async () => {
    const { webSocketUrl: url } = await RunningServer.start();
    const anna = await Participant.join({ url, name, presence: { name: 'Anna' } });
    const looker = await Participant.join({ url, name, presence: null });
    const bert = await Participant.join({ url, name, presence: { name: 'Bert' } });
    await eventually('the looker to see Anna', () => looker.sees(anna));
    await eventually('Bert to see Anna', () => bert.sees(anna));
    await eventually(
      'the looker to send it back',
      () => mentions(looker.sent, { clientId: anna.doc.clientID, clock: -1 }) > 0,
    );
    await roundTrip(looker);
    anna.cut();
    await eventually('Bert to see Anna no longer', () => bert.sees(anna) === undefined, soonMs);
    anna.close();
  });

  it('makes nobody else vanish by saying that they are gone (S22)', async () => {
    const { webSocketUrl: url } = await RunningServer.start();
    const anna = await Participant.join({ url, name, presence: { name: 'Anna' } });
    const bert = await Participant.join({ url, name, presence: { name: 'Bert' } });
    const clientId = anna.doc.clientID;
    const clock = anna.awareness.meta.get(clientId)?.clock ?? 0;
    const looker = await RawClient.join({ url, path: name });
    looker.send({ kind: 'syncStep2', update: new Uint8Array([0, 0]) });
    looker.announce({ clientId, clock, state: null });
    await looker.read();
    looker.announce({ clientId: 5, clock: 1, state: { name: 'Looker' } });
    await eventually('Bert to see the looker', () => bert.awareness.getStates().has(5));
    expect(bert.sees(anna)).toEqual({ name: 'Anna' });
  });
});

it('presence says nothing of its own when somebody asks and nobody is there', async () => {
  const { webSocketUrl: url } = await RunningServer.start();
  const client = await RawClient.join({ url, path: name });
  client.sendBytes(queryAwareness);
  expect(decodeAwareness((await client.hear('awareness')).update)).toEqual([]);
});

it('presence of a half-open past is not withdrawn from who is back already (S14)', async () => {
  const { webSocketUrl: url } = await RunningServer.start();
  const bert = await Participant.join({ url, name, presence: { name: 'Bert' } });
  const past = await RawClient.join({ url, path: name });
  past.announce({ clientId: 77, clock: 3, state: { name: 'Anna' } });
  await eventually('Bert to see Anna', () => bert.awareness.getStates().has(77));
  const present = await RawClient.join({ url, path: name });
  present.announce({ clientId: 77, clock: 3, state: { name: 'Anna' } });
  await present.read();
  past.cut();
  present.announce({ clientId: 77, clock: 4, state: { name: 'Anna is back' } });
  await eventually(
    'Bert to see her new state',
    () => bert.awareness.getStates().get(77)?.name === 'Anna is back',
  );
  present.cut();
  await eventually('Bert to see her no longer', () => !bert.awareness.getStates().has(77), soonMs);
});

it('presence is bounded: a client that claims thousands of people makes only some of them appear (S23)', async () => {
  const { webSocketUrl: url } = await RunningServer.start();
  const bert = await RawClient.join({ url, path: name });
  const crowd = await RawClient.join({ url, path: name });
  for (let clientId = 1; clientId <= 2000; clientId += 1) crowd.announce({ clientId, clock: 1, state: {} });
  await crowd.read();
  const asked = bert.all('awareness').length;
  bert.sendBytes(queryAwareness);
  const last = await eventually('an answer', () => bert.all('awareness').slice(asked).at(-1));
  expect(decodeAwareness(last.update).length).toBeLessThanOrEqual(64);
});
