import { expect, it } from 'vitest';
import { parseHistory } from './history.ts';
import { simulate } from './simulation.ts';

// Histories that once broke a promise, or do so again when the mistake is made that they were found by (`mistakes.ts`), at their shortest.

async function keepsItsWord(history: string): Promise<void> {
  const { finding } = await simulate(parseHistory(history));
  expect(finding).toBeUndefined();
}

it('what a client had before a crash is not given to it for an echo when somebody else brings it back (S7)', async () => {
  await keepsItsWord(`
40 {"documents":1,"people":["plain","y-sweet","plain v4"],"weather":{"latencyMs":20,"jitterMs":0},"diskLatencyMs":60,"diskJitterMs":40,"server":{"idleMs":300,"describeDelayMs":20,"unsavedBytesMax":1000000,"entriesWhenOpen":1,"entriesWhenClosing":100,"jobFailureRate":0.2},"heritage":3,"isPatient":false}
0 join 0 167 55 304
0 join 1 162 931 324
0 join 2 668 534 76
79 halfOpen 2 171 554 264
130 retitle 0 695 45 761
258 edit 2 742 302 551
320 halfOpen 2 68 727 598
661 crash 2 148 631 689
1652 halfOpen 2 545 118 996
`);
});

it('who comes back is given nothing that builds on what it was not given yet', async () => {
  await keepsItsWord(`
257 {"documents":1,"people":["y-sweet","plain v4","plain"],"weather":{"latencyMs":20,"jitterMs":60},"diskLatencyMs":5,"diskJitterMs":3,"server":{"idleMs":2000,"describeDelayMs":20,"unsavedBytesMax":1000000,"entriesWhenOpen":20,"entriesWhenClosing":100,"jobFailureRate":0.2},"heritage":30,"isPatient":false}
0 join 1 292 991 560
237 edit 1 348 579 203
238 desert 0 542 93 14
`);
});

it('an update that came before its predecessor is confirmed once that has come (S5)', async () => {
  await keepsItsWord(`
56 {"documents":1,"people":["y-sweet","plain","plain","plain","y-sweet"],"weather":{"latencyMs":0,"jitterMs":5},"diskLatencyMs":60,"diskJitterMs":40,"server":{"idleMs":300,"describeDelayMs":1000,"unsavedBytesMax":1000000,"entriesWhenOpen":20,"entriesWhenClosing":10,"jobFailureRate":0},"heritage":0,"isPatient":false}
23405 desert 0 982 436 391
27341 edit 4 607 920 471
27392 burst 4 715 753 44
27458 burst 1 40 931 711
`);
});

it('two who open a document at the same time meet in one room (S19)', async () => {
  await keepsItsWord(`
1 {"documents":1,"people":["scriptorium.v1","hocuspocus","scriptorium.v1"],"weather":{"latencyMs":20,"jitterMs":0},"diskLatencyMs":60,"diskJitterMs":0,"server":{"idleMs":2000,"describeDelayMs":20,"unsavedBytesMax":1000000,"entriesWhenOpen":20,"entriesWhenClosing":10,"jobFailureRate":0},"heritage":30,"isPatient":false}
256 join 1 291 941 111
394 join 2 953 133 78
1437 edit 2 696 569 370
3405 edit 1 831 794 632
`);
});

it('a crash after a checkpoint leaves no hole in the history', async () => {
  await keepsItsWord(`
165 {"documents":1,"people":["scriptorium.v1","hocuspocus","plain","scriptorium.v1","plain v4"],"weather":{"latencyMs":20,"jitterMs":0},"diskLatencyMs":5,"diskJitterMs":0,"server":{"idleMs":2000,"describeDelayMs":20,"unsavedBytesMax":790,"entriesWhenOpen":1,"entriesWhenClosing":10,"jobFailureRate":0},"heritage":3,"isPatient":false}
52 join 3 189 801 423
52 join 4 393 78 15
943 edit 3 396 275 753
954 edit 4 181 618 597
965 edit 3 476 984 957
971 edit 3 101 143 122
1919 edit 4 313 918 640
1919 edit 1 529 84 203
1919 leave 1 119 597 877
1944 edit 3 322 393 210
1944 edit 4 824 367 954
1950 slowDisk 0 550 192 456
3244 crash 1 931 483 610
3467 edit 1 376 328 137
`);
});

it('a socket that was closed opens no document for what came late', async () => {
  await keepsItsWord(`
38 {"documents":1,"people":["hocuspocus","y-sweet","plain"],"weather":{"latencyMs":0,"jitterMs":0},"diskLatencyMs":250,"diskJitterMs":3,"server":{"idleMs":300,"describeDelayMs":5,"unsavedBytesMax":1000000,"entriesWhenOpen":20,"entriesWhenClosing":10,"jobFailureRate":0},"heritage":0,"isPatient":false}
0 join 0 908 419 244
261 join 1 354 987 261
261 join 2 973 757 443
8752 lag 0 317 453 999
8757 hide 2 767 254 143
8763 edit 2 310 315 392
8817 edit 2 862 995 837
8836 edit 2 445 75 748
8918 edit 2 905 648 302
9036 edit 0 995 333 31
9486 edit 2 209 475 693
9551 edit 2 919 629 907
9584 show 2 131 72 334
9590 edit 1 832 413 14
9714 edit 2 323 1 63
9833 burst 0 129 582 303
`);
});

it('presence comes to rest when changes cross with what the server said (S14)', async () => {
  await keepsItsWord(`
14 {"documents":1,"people":["hocuspocus","hocuspocus","y-sweet"],"weather":{"latencyMs":120,"jitterMs":60},"diskLatencyMs":60,"diskJitterMs":3,"server":{"idleMs":300,"describeDelayMs":20,"unsavedBytesMax":1000000,"entriesWhenOpen":2000,"entriesWhenClosing":1,"jobFailureRate":0},"heritage":0,"isPatient":false}
2926 leave 2 885 175 62
3226 leave 1 50 625 429
6062 hide 1 812 670 64
6141 show 1 187 390 838
`);
});

it('who has not asked yet is given nothing when its socket drains', async () => {
  await keepsItsWord(`
5252 {"documents":1,"people":["plain","scriptorium.v1","hocuspocus","plain","scriptorium.v1"],"weather":{"latencyMs":120,"jitterMs":0},"diskLatencyMs":5,"diskJitterMs":40,"server":{"idleMs":2000,"describeDelayMs":5,"unsavedBytesMax":1000000,"entriesWhenOpen":2,"entriesWhenClosing":100,"jobFailureRate":0.2,"updateWindowMs":8},"heritage":0,"isPatient":false}
0 join 0 966 879 248
0 join 1 277 845 139
0 join 2 336 912 53
320 join 4 975 5 262
445 edit 0 641 168 330
3244 edit 4 913 922 230
3250 failWrites 2 352 940 491
3302 reload 1 724 676 445
3483 lag 1 682 817 112
3484 edit 2 149 140 222
`);
});
