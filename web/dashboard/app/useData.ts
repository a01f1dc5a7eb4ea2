import { useCallback, useEffect, useRef } from 'react';
import { useQuery, type AnyVariables, type TypedDocumentNode } from 'urql';
import { shared } from './client';
import { failureOf, type Failure } from './failure';
import { useSession } from './session';

export type Answer<D> = {
  /** What was answered last, which may be of other variables while `stale`. */
  data: D | undefined;
  failure: Failure | undefined;
  stale: boolean;
  again: () => void;
};

/**
 * Queries the API, and queries it again after the member has signed in again. What was there stays to be seen while the next answer is on its
 * way, and where it fails.
 */
export function useData<D, V extends AnyVariables>(
  query: TypedDocumentNode<D, V>,
  variables: V,
  pause = false,
): Answer<D> {
  const { epoch } = useSession();
  const [result, ask] = useQuery({ query, variables, pause, requestPolicy: 'cache-and-network', context: shared });
  const last = useRef<D>(undefined);
  const again = useCallback(() => ask({ requestPolicy: 'network-only' }), [ask]);
  const asked = useRef(epoch);
  useEffect(() => {
    if (asked.current === epoch) return;
    asked.current = epoch;
    again();
  }, [epoch, again]);
  useEffect(() => {
    if (result.data !== undefined && result.error === undefined) last.current = result.data;
  });
  const fresh = result.error === undefined ? result.data : undefined;
  return {
    data: fresh ?? last.current,
    failure: result.error && !result.fetching ? failureOf(result.error) : undefined,
    stale: result.fetching || result.stale,
    again,
  };
}
