export type { Access, Authorize, Visit } from './connection/access.ts';
export { type Address, createServer, type Server, type ServerOptions, type StopResult } from './server.ts';
