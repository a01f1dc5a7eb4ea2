import { useMemo } from 'react';
import { useSession } from '../app/session';
import { customerGroups } from '../events/groups';
import { Timeline } from '../events/Timeline';
import { CustomerHistoryDocument } from '../operations/generated';

/** What the customer and others did with the account. */
export function CustomerTimeline({ id }: { id: string }) {
  const { can } = useSession();
  const groups = useMemo(() => customerGroups(can), [can]);
  return (
    <Timeline
      id={id}
      query={CustomerHistoryDocument}
      pick={(data) => data.customer?.history}
      groups={groups}
      audit={{ customer: id }}
    />
  );
}
