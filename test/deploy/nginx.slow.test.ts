import { tryProxy } from './proxyTrial.ts';

tryProxy('nginx');
