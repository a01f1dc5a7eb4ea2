import { useState } from 'react';
import { useClient } from 'urql';
import { CustomerCountDocument } from '../operations/generated';
import type { Target } from './target';

type Matching = Exclude<Target, { ids: unknown }>;

/**
 * Counts the customers that match now, after the API has refused another number. Numbers above 10,000 are estimates,
 * but the message of the refusal has the exact one.
 */
export function useMatching(): [(target: Matching, refusal: string) => Promise<Target>, boolean] {
  const client = useClient();
  const [busy, setBusy] = useState(false);
  const count = async (target: Matching, refusal: string): Promise<Target> => {
    setBusy(true);
    const { filter, search } = target;
    const { data } = await client
      .query(CustomerCountDocument, { filter, search }, { requestPolicy: 'network-only' })
      .toPromise();
    setBusy(false);
    const told = /\d[\d,]*/.exec(refusal)?.[0].replaceAll(',', '');
    const counted = data?.customers?.totalCountEstimated ? undefined : data?.customers?.totalCount;
    return { ...target, about: false, count: counted ?? (told === undefined ? target.count : Number(told)) };
  };
  return [count, busy];
}
