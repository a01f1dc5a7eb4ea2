type Task<T> = () => Promise<T>;

/** Runs one task at a time. */
export type Lock = <T>(task: Task<T>) => Promise<T>;

const queues = new Map<string, Lock>();

/**
 * Returns the lock with a name. All tabs of the browser share it if the browser has Web Locks; otherwise, for example
 * in Node.js, all sessions of the process do.
 */
export function sharedLock(name: string): Lock {
  const { locks } = (globalThis.navigator ?? {}) as Partial<Navigator>;
  if (locks) return <T>(task: Task<T>) => locks.request(name, task) as Promise<T>;
  const queue = queues.get(name) ?? ownLock();
  queues.set(name, queue);
  return queue;
}

/** Returns a lock that nothing else uses. */
export function ownLock(): Lock {
  let last: Promise<unknown> = Promise.resolve();
  return (task) => {
    const result = last.then(task);
    last = result.catch(() => undefined);
    return result;
  };
}
