import { randomUUID } from 'node:crypto';
import { access, mkdir, open, readdir, readFile, rename, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Stores events in files until they are processed. With a database, use a table instead. */
export class Inbox {
  #waiting;
  #done;
  #process;
  #working = Promise.resolve();

  /** Opens the inbox in a folder. It processes what an earlier run has left, and tries again every minute. */
  static async open(folder, process) {
    const inbox = new Inbox();
    inbox.#process = process;
    inbox.#waiting = join(folder, 'waiting');
    inbox.#done = join(folder, 'done');
    await mkdir(inbox.#waiting, { recursive: true });
    await mkdir(inbox.#done, { recursive: true });
    inbox.work();
    setInterval(() => inbox.work(), 60_000);
    return inbox;
  }

  /** Stores an event on disk. After that, it is safe to answer with 2xx. */
  async add(id, body) {
    if (!/^\w+$/.test(id)) throw new Error(`Not a file name: ${id}`);
    const temporary = join(this.#done, `.${randomUUID()}`);
    await writeFile(temporary, body, { flush: true });
    await rename(temporary, join(this.#waiting, id));
    await syncFolder(this.#waiting);
  }

  /** Processes the waiting events, one at a time. Events that fail stay in the inbox. */
  work() {
    this.#working = this.#working.then(() => this.#processAll()).catch((error) => console.error(error));
  }

  async #processAll() {
    for (const id of await readdir(this.#waiting)) {
      await this.#processOnce(id).catch((error) => console.error(`Event ${id}: ${error.message}`));
    }
  }

  /** Processes an event, unless an event with this id has been processed before. */
  async #processOnce(id) {
    const waiting = join(this.#waiting, id);
    const done = join(this.#done, id);
    if (!(await exists(done))) {
      await this.#process(JSON.parse(await readFile(waiting, 'utf8')));
      await writeFile(done, '', { flush: true });
    }
    await unlink(waiting);
  }
}

const exists = (file) =>
  access(file).then(
    () => true,
    () => false,
  );

async function syncFolder(folder) {
  const handle = await open(folder);
  await handle.sync();
  await handle.close();
}
