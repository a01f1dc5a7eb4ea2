import { useCallback, useEffect, useState } from 'react';
import { useClient } from 'urql';
import { failureOf, type Failure } from '../app/failure';
import { ErasePersonalDataDocument, type ReportFragment } from '../operations/generated';

/** Whose data is erased: a customer, or everybody with an address. */
export type Person = { customerId: string } | { email: string };

/** Counts what an erasure would remove, without removing anything. The pages that are open are not read again. */
export function useReport(person: Person) {
  const client = useClient();
  const key = JSON.stringify(person);
  const [state, setState] = useState<{ report?: ReportFragment; failure?: Failure; busy: boolean }>({ busy: true });
  const ask = useCallback(async () => {
    setState((now) => ({ ...now, busy: true }));
    const input = { ...(JSON.parse(key) as Person), dryRun: true };
    const { data, error } = await client.mutation(ErasePersonalDataDocument, { input }).toPromise();
    if (error !== undefined) return setState({ failure: failureOf(error), busy: false });
    const { report, userErrors = [] } = data?.erasePersonalData ?? {};
    if (report) return setState({ report, busy: false });
    const message = userErrors.map((fault) => fault.message).join(' ');
    setState({ failure: { kind: 'other', message }, busy: false });
  }, [client, key]);
  useEffect(() => {
    void ask();
  }, [ask]);
  return { ...state, again: ask };
}
