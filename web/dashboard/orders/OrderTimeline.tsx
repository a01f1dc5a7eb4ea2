import { orderGroups } from '../events/groups';
import { Timeline } from '../events/Timeline';
import { OrderEventsDocument } from '../operations/generated';

/** What happened to the order, and who did it. */
export function OrderTimeline({ id }: { id: string }) {
  return (
    <Timeline
      id={id}
      query={OrderEventsDocument}
      pick={(data) => data.order?.events}
      groups={orderGroups}
      audit={{ record: id }}
    />
  );
}
