import { createContext, useCallback, useContext, useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { Provider, useQuery } from 'urql';
import {
  SessionDocument,
  type DefinitionFragment,
  type MemberFragment,
  type Scope,
  type SessionQuery,
} from '../operations/generated';
import { FailureNote, Starting } from '../parts/states';
import { makeClient } from './client';
import { codeOf, failureOf } from './failure';
import { SignInAgain } from './SignInAgain';
import { SignInPage } from './SignInPage';

type Session = {
  member: MemberFragment;
  shop: SessionQuery['shop'];
  /** The definitions of custom fields, archived ones too, by position. */
  definitions: readonly DefinitionFragment[];
  can: (scope: Scope) => boolean;
  /** Grows when somebody has signed in again: what failed before is worth asking again. */
  epoch: number;
  /** Asks again who is signed in and which fields there are. */
  refresh: () => void;
};

const SessionContext = createContext<Session | undefined>(undefined);

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === undefined) throw new Error('There is no session here.');
  return session;
}

/** What the errors of requests say about the session: it has ended, or is to be looked at again. */
type Alarm = { ended: boolean; doubts: number };
const AlarmContext = createContext<[Alarm, (alarm: Alarm) => void]>([{ ended: false, doubts: 0 }, () => {}]);

const sessionOperation = 'Session';
const doubtPause = 2000;

/** Gives the pages below a client that notices when the session ends. */
export function ClientProvider({ children }: { children: ReactNode }) {
  const [alarm, setAlarm] = useState<Alarm>({ ended: false, doubts: 0 });
  const lastDoubt = useRef(0);
  const [client] = useState(() =>
    makeClient((error, operation) => {
      if (operation === sessionOperation) return;
      const code = codeOf(error);
      if (code === 'UNAUTHENTICATED') setAlarm((a) => ({ ...a, ended: true }));
      // A visitor is told FORBIDDEN, and after a change of the schema a request is not valid: look who asks, for which fields.
      if (
        (code === 'FORBIDDEN' || code === 'GRAPHQL_VALIDATION_FAILED') &&
        Date.now() - lastDoubt.current > doubtPause
      ) {
        lastDoubt.current = Date.now();
        setAlarm((a) => ({ ...a, doubts: a.doubts + 1 }));
      }
    }),
  );
  const value = useMemo<[Alarm, (alarm: Alarm) => void]>(() => [alarm, setAlarm], [alarm]);
  return (
    <Provider value={client}>
      <AlarmContext.Provider value={value}>{children}</AlarmContext.Provider>
    </Provider>
  );
}

/** Shows its children to members of the staff, and the sign-in to everybody else. */
export function SessionGate({ children }: { children: ReactNode }) {
  const [alarm, setAlarm] = useContext(AlarmContext);
  const [{ data, error, fetching }, ask] = useQuery({ query: SessionDocument });
  const [epoch, setEpoch] = useState(0);
  const standing = useLast(data);
  const refresh = useCallback(() => ask({ requestPolicy: 'network-only' }), [ask]);
  const enter = useCallback(() => {
    setAlarm({ ended: false, doubts: 0 });
    setEpoch((n) => n + 1);
    refresh();
  }, [refresh, setAlarm]);
  useEffect(() => {
    if (alarm.doubts > 0) refresh();
  }, [alarm.doubts, refresh]);

  const session = useMemo<Session | undefined>(() => {
    if (!standing?.staffMe) return undefined;
    const scopes = standing.staffMe.scopes ?? [];
    return {
      member: standing.staffMe,
      shop: standing.shop,
      definitions: standing.customFields,
      can: (scope) => scopes.includes(scope),
      epoch,
      refresh,
    };
  }, [standing, epoch, refresh]);

  const failure = error && failureOf(error);
  const refused = failure?.kind === 'session' || failure?.kind === 'forbidden';
  if (session === undefined) {
    if (fetching || (data === undefined && error === undefined)) return <Starting />;
    if (failure !== undefined && !refused) return <FailureNote failure={failure} retry={refresh} />;
    return <SignInPage onSignedIn={enter} />;
  }
  return (
    <SessionContext.Provider value={session}>
      <div key={session.member.id}>{children}</div>
      <SignInAgain open={alarm.ended || (refused && !fetching)} email={session.member.email} onSignedIn={enter} />
    </SessionContext.Provider>
  );
}

/** The last answer that told of a member, so that a page stays while its session has ended. */
function useLast(data: SessionQuery | undefined): SessionQuery | undefined {
  const [last, setLast] = useState<SessionQuery>();
  if (data?.staffMe && data !== last) setLast(data);
  return data?.staffMe ? data : last;
}
