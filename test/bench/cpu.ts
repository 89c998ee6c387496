/** CPU of one call in milliseconds, all threads counted. */
export function cpuMs(times: number, action: () => void): number {
  const start = process.cpuUsage();
  for (let i = 0; i < times; i += 1) action();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000 / times;
}
