export { type Address, createServer, type Server, type ServerOptions, type StopResult } from './server.ts';
