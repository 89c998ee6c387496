export type { Access, Authority, Authorize, Denied, Granted, Visit } from './auth/access.ts';
export { AuthorityError, type AuthorityOptions, createAuthority } from './auth/authority.ts';
export type { Round, Suspicion } from './connection/gate.ts';
export { type Address, createServer, type Server, type ServerOptions, type StopResult } from './server.ts';
