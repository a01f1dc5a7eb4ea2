import { useSession } from '../app/session';
import { useSave } from '../app/useSave';
import { orderGroups } from '../events/groups';
import { NoteComposer } from '../events/NoteComposer';
import { Timeline } from '../events/Timeline';
import { AddOrderNoteDocument, OrderEventsDocument, type OrderRecordFragment } from '../operations/generated';
import { sumOf } from './quantities';

/** What happened to the order, who did it, and the staff's notes. */
export function OrderTimeline({ order: { id, items } }: { order: OrderRecordFragment }) {
  const { can } = useSession();
  const [add, busy] = useSave(AddOrderNoteDocument);
  return (
    <Timeline
      id={id}
      query={OrderEventsDocument}
      pick={(data) => data.order?.events}
      groups={orderGroups}
      articles={sumOf(items)}
      audit={{ record: id }}
      composer={can('ORDERS_WRITE') && <NoteComposer about={id} add={(text) => add({ id, text })} busy={busy} />}
    />
  );
}
