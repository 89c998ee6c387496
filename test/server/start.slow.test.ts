import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { eventually } from './deadline.ts';
import { Program, temporaryDirectory } from './program.ts';

/** A mistake costs one line on stderr that says what to do, nothing on stdout, and exit code 2. */
async function expectRefusal(program: Program, advice: RegExp): Promise<void> {
  const { code, stdout, stderr } = await program.whenEnded();
  expect(stderr).toMatch(advice);
  expect(stderr).toMatch(/^scriptorium: [^\n]+\n$/);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
}

it('the program says what to do and ends when its port is taken', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => {
    taken.close();
  });
  await new Promise((resolve) => taken.on('listening', resolve));
  const address = taken.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const program = new Program(['--data', await temporaryDirectory(), '--port', String(port)]);
  await expectRefusal(program, new RegExp(`port ${port} is taken.*--port`, 'i'));
});

it('the program says what to do and ends when another process serves its data, which goes on undisturbed', async () => {
  const data = await temporaryDirectory();
  const first = await Program.serve({ data });
  await expectRefusal(
    new Program(['--data', data, '--port', '0']),
    /another process.*stop it, or choose another/i,
  );
  const { status } = await fetch(`${first.httpUrl}/readyz`);
  expect(status).toBe(200);
});

it.each(['', '/below'])(
  'the program says what to do and ends when its data directory is a file%s',
  async (below) => {
    const file = join(await temporaryDirectory(), 'file');
    await writeFile(file, 'not a directory');
    await expectRefusal(
      new Program(['--data', file + below, '--port', '0']),
      /can't be created or written.*choose another/,
    );
  },
);

it.each<[string, readonly string[], RegExp]>([
  ['an unknown flag', ['--prot', '80'], /--prot.*--help/],
  ['a word too many', ['serve'], /serve.*--help/],
  ['a flag without its value', ['--port'], /--port.*--help/],
  ['a port that is a word', ['--port', 'http'], /--port must be a whole number from 0 to 65535, not "http"/],
  ['a port above 65535', ['--port', '65536'], /--port must be a whole number from 0 to 65535/],
  ['a negative port', ['--port=-1'], /--port must be a whole number/],
  ['an empty port', ['--port', ''], /--port must be a whole number/],
  ['an idle time with a unit', ['--idle-seconds', '5s'], /--idle-seconds must be a whole number/],
  ['an empty data directory', ['--data', ''], /data directory|--data/],
  ['an address of everybody', ['--host', '0.0.0.0'], /read and write.*--host 127\.0\.0\.1.*--allow-anyone/],
  ['an address of everybody in IPv6', ['--host', '::'], /--allow-anyone/],
  [
    'an address of another machine',
    ['--host', '192.0.2.1', '--allow-anyone'],
    /192\.0\.2\.1 is no address of this machine.*--host/,
  ],
  ['keys that are not there', ['--auth-jwks', '/nowhere/keys.json'], /keys at \/nowhere\/keys\.json.*ENOENT/],
  ['keys that are none', ['--auth-jwks', import.meta.filename], /keys at .*start\.slow\.test\.ts.*no JSON/],
  ['keys at no address', ['--auth-jwks', 'http://'], /keys must have an address/],
])('the program says what to do and ends when it is given %s', async (_, args, advice) => {
  const data = args.includes('--data') ? [] : ['--data', await temporaryDirectory()];
  const port = args.some((arg) => arg.startsWith('--port')) ? [] : ['--port', '0'];
  await expectRefusal(new Program([...data, ...port, ...args]), advice);
});

it.each<[string, Readonly<Record<string, string>>, RegExp]>([
  ['PORT', { PORT: 'http' }, /PORT must be a whole number/],
  ['HOST', { HOST: '0.0.0.0' }, /--allow-anyone/],
  ['ALLOW_ANYONE', { ALLOW_ANYONE: 'maybe' }, /ALLOW_ANYONE must be 1 or 0/],
])('the program says what to do and ends when %s is wrong', async (_, variables, advice) => {
  await expectRefusal(new Program(['--data', await temporaryDirectory()], variables), advice);
});

it('the program listens for everybody when it is told that anyone may', async () => {
  const program = await Program.serve({
    data: await temporaryDirectory(),
    args: ['--host', '0.0.0.0', '--allow-anyone'],
  });
  expect((await fetch(`${program.httpUrl}/healthz`)).status).toBe(200);
});

it('the program starts, and says that nobody can sign in, when the keys at an address can not be fetched', async () => {
  const nobody = createServer().listen(0, '127.0.0.1');
  await once(nobody, 'listening');
  const { port } = nobody.address() as AddressInfo;
  nobody.close();
  const program = await Program.serve({
    data: await temporaryDirectory(),
    args: ['--auth-jwks', `http://127.0.0.1:${port}/keys`],
  });
  await eventually('it to be told', () => program.stdout.includes('Nobody can sign in yet'));
  expect(program.stdout).toContain(`127.0.0.1:${port}/keys can not be used`);
  expect((await fetch(`${program.httpUrl}/api/v1/documents`)).status).toBe(401);
});

it('the program tells its flags and its version, and ends with 0, when it is asked', async () => {
  const help = await new Program(['--help']).whenEnded();
  expect(help).toMatchObject({ code: 0, stderr: '' });
  for (const word of ['--port', 'PORT', '--data', 'DATA_DIR', '--allow-anyone', '1234'])
    expect(help.stdout).toContain(word);
  const version = await new Program(['--version']).whenEnded();
  expect(version).toMatchObject({ code: 0, stderr: '', stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
});
