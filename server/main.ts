#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  DocumentNameError,
  type LevelLog,
  type LevelLogOptions,
  LogError,
  type LogErrorCode,
  openLevelLog,
} from '@scriptorium/persistence';
import { adminTokenOf, authorityOptions, signingSecret } from './accessSettings.ts';
import { settleAllocator } from './allocator.ts';
import type { Authority } from './auth/access.ts';
import { AuthorityError, createAuthority } from './auth/authority.ts';
import { ClaimsError } from './auth/claims.ts';
import { isKeyFile } from './auth/keySource.ts';
import { BackupRefusedError, backup } from './commands/backup.ts';
import { check, DocumentMissingError } from './commands/check.ts';
import { ControlSocket } from './commands/controlSocket.ts';
import { health } from './commands/health.ts';
import { printToken, TokenRefusedError } from './commands/token.ts';
import { ProxyListError } from './http/proxyTrust.ts';
import { TlsFilesError } from './http/tlsFiles.ts';
import { limitsOf } from './limitSettings.ts';
import { OperatorLog } from './operator/operatorLog.ts';
import { createServer, type Server, type ServerOptions } from './server.ts';
import { SettingsError } from './setting.ts';
import { helpText, parseCommand, type Settings, type SettingsOf } from './settings.ts';

/** Ended as asked; something was lost or failed; started in a way that can't work. */
const exitCodes = { ok: 0, failed: 1, misused: 2 } as const;

async function main(): Promise<void> {
  const command = parseCommand(process.argv.slice(2), process.env);
  switch (command.kind) {
    case 'help':
      console.log(helpText(command.command));
      break;
    case 'version':
      console.log(version());
      break;
    case 'serve':
      settleAllocator(process);
      await serve(command.settings);
      break;
    case 'check':
      process.exitCode = (await check(command.settings, console.log)) ? exitCodes.ok : exitCodes.failed;
      break;
    case 'health':
      process.exitCode = (await health(command.settings, console.log)) ? exitCodes.ok : exitCodes.failed;
      break;
    case 'token':
      await makeToken(command.settings);
      break;
    case 'backup':
      await backup(command.settings, console.log);
      break;
  }
}

async function makeToken(settings: SettingsOf<'token'>): Promise<void> {
  const secret = signingSecret(settings);
  if (secret === undefined)
    throw new SettingsError('--auth-secret-file is missing: the file that holds the secret of the server.');
  await printToken({ ...settings, secret }, console.log);
}

async function serve(settings: Settings): Promise<void> {
  const access = accessOptions(settings);
  // Nobody reads what is told any more: that is no reason to stop serving.
  process.stdout.on('error', () => {});
  const told = new OperatorLog({
    level: settings.logLevel,
    isTerminal: process.stdout.isTTY,
    write: (line) => process.stdout.write(line),
    nowMs: Date.now,
  });
  await prepareAuthority(access.authorize, { settings, told });
  const log = await openLevelLog({ directory: settings.data, ...retention(settings, told) });
  const server = createServer({
    log,
    applicationDirectory: fileURLToPath(new URL('./app', import.meta.url)),
    allowedOrigins: settings.allowOrigin,
    idleMs: settings.idleSeconds * 1000,
    metricsToken: settings.metricsToken,
    updateWindowMs: settings.windowMs,
    limits: limitsOf(settings),
    report: told.report,
    onRefused: told.refused,
    onAllSaved: () => told.tell('savingWorks', 'Everything is on disk again'),
    ...access,
  });
  const { port } = await server.start(settings).catch((error: unknown) => {
    throw explainListening(error, settings);
  });
  const control = await openControl({ directory: settings.data, log, told });
  stopOnSignals({ server, control, told }, settings);
  const scheme = settings.tlsCert === '' ? 'http' : 'https';
  const host = settings.host.includes(':') ? `[${settings.host}]` : settings.host;
  told.tell('listening', `Scriptorium listens on ${scheme}://${host}:${port}${settings.basePath}`, {
    version: version(),
    data: settings.data,
    pid: process.pid,
  });
}

function retention({ historyDays }: Settings, told: OperatorLog): Pick<LevelLogOptions, 'retention'> {
  if (historyDays === undefined) return {};
  const onFailure = (error: unknown) => told.report({ what: 'Old history could not be removed', error });
  return { retention: { historyDays, onFailure } };
}

/** Keys in a file are there or not; those at an address may come later, and until then nobody is let in. @throws {AuthorityError} */
async function prepareAuthority(
  authority: Authority | undefined,
  { settings, told }: { readonly settings: Settings; readonly told: OperatorLog },
): Promise<void> {
  const prepared = authority?.prepare?.();
  if (isKeyFile(settings.authJwks)) await prepared;
  else prepared?.catch((error: unknown) => told.report({ what: 'Nobody can sign in yet', error }));
}

/** What the settings say of who may do what; read before anything is opened. @throws {SettingsError} */
function accessOptions(settings: Settings): Partial<ServerOptions> & { readonly authorize?: Authority } {
  const options = authorityOptions(settings);
  const adminToken = adminTokenOf(settings);
  return {
    cookieName: settings.authCookie,
    trustedProxies: settings.trustProxy,
    basePath: settings.basePath,
    stampsNames: settings.stampNames,
    ...(options !== undefined && { authorize: createAuthority(options) }),
    ...(adminToken !== undefined && { adminToken }),
    ...(settings.tlsCert !== '' && { tls: { certFile: settings.tlsCert, keyFile: settings.tlsKey } }),
  };
}

/** Without it the server still serves: only commands can't reach it. */
async function openControl({
  directory,
  log,
  told,
}: {
  directory: string;
  log: LevelLog;
  told: OperatorLog;
}): Promise<ControlSocket | undefined> {
  try {
    return await ControlSocket.open({ directory, backUp: (to, signal) => log.backUp({ to, signal }) });
  } catch (error) {
    const what = 'There can be no backups while the server runs: its control socket could not be made';
    told.report({ what, error });
    return undefined;
  }
}

interface Running {
  readonly server: Server;
  readonly control: ControlSocket | undefined;
  readonly told: OperatorLog;
}

/** The first signal drains; a second one ends at once, and says so by the exit code. */
function stopOnSignals(running: Running, { stopSeconds }: Settings): void {
  let isStopping = false;
  const stop = (signal: NodeJS.Signals): void => {
    const { told } = running;
    if (isStopping) {
      told.tell('stoppedAtOnce', 'Ended at once: what is not on disk yet is lost', { signal });
      process.exit(exitCodes.failed);
    }
    isStopping = true;
    told.tell('stopping', 'Stopping: clients are sent away, and what they wrote is saved', { signal });
    void stopAndExit(running, stopSeconds * 1000);
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

async function stopAndExit({ server, control, told }: Running, deadlineMs: number): Promise<void> {
  try {
    await control?.close();
    const { unsaved } = await server.stop(deadlineMs);
    for (const document of unsaved)
      told.tell('unsaved', 'Not everything in a document could be saved', { document });
    if (unsaved.length === 0) told.tell('stopped', 'Stopped: everything is on disk');
    process.exit(unsaved.length === 0 ? exitCodes.ok : exitCodes.failed);
  } catch (error) {
    told.report({ what: 'The server could not stop as it should', error });
    process.exit(exitCodes.failed);
  }
}

function version(): string {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  return version;
}

function explainListening(error: unknown, { host, port }: Settings): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE')
    return new SettingsError(
      `Port ${port} is taken on ${host}: stop what uses it, or choose another with --port.`,
    );
  if (code === 'EACCES')
    return new SettingsError(`Port ${port} may not be used by this user: choose one above 1023 with --port.`);
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return new SettingsError(`${host} is no address of this machine: choose another with --host.`);
  return error;
}

const misuses: readonly unknown[] = [
  'LOG_LOCKED',
  'LOG_UNWRITABLE',
  'FORMAT_UNKNOWN',
  'BACKUP_EXISTS',
] satisfies LogErrorCode[];

/** Errors whose message is all that there is to say. */
const expectedErrors = [
  SettingsError,
  AuthorityError,
  ClaimsError,
  TokenRefusedError,
  ProxyListError,
  TlsFilesError,
  LogError,
  DocumentNameError,
  DocumentMissingError,
  BackupRefusedError,
];

main().catch((error: unknown) => {
  const isExpected = expectedErrors.some((expected) => error instanceof expected);
  console.error(...(isExpected && error instanceof Error ? [`scriptorium: ${error.message}`] : [error]));
  const isFailure = !isExpected || (error instanceof LogError && !misuses.includes(error.code));
  process.exit(isFailure ? exitCodes.failed : exitCodes.misused);
});
