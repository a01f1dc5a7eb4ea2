import { createSession, inSessionStorage, refreshWithToken, type Session } from '@clientele/client';
import { makeClient } from './client.js';

type Render = (client: ReturnType<typeof makeClient>) => void;

/** Starts the page of a shop without a server. `render` is called again after each login and logout. */
export async function startPage(endpoint: string, render: Render): Promise<Session> {
  const session = createSession({ refresher: refreshWithToken(endpoint), storage: inSessionStorage() });
  await session.start();
  let epoch = -1;
  const update = () => {
    if (session.state.epoch === epoch) return;
    epoch = session.state.epoch;
    render(makeClient(endpoint, session));
  };
  session.subscribe(update);
  update();
  return session;
}
