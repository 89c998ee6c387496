import { tryProxy } from './proxyTrial.ts';

tryProxy('caddy');
