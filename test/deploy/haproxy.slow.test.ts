import { tryProxy } from './proxyTrial.ts';

tryProxy('haproxy');
