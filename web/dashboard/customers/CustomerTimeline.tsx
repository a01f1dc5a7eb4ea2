import { useMemo } from 'react';
import { useSession } from '../app/session';
import { useSave } from '../app/useSave';
import { customerGroups } from '../events/groups';
import { NoteComposer } from '../events/NoteComposer';
import { Timeline } from '../events/Timeline';
import { AddCustomerNoteDocument, CustomerHistoryDocument } from '../operations/generated';

/** What the customer and others did with the account, and the staff's notes. */
export function CustomerTimeline({ id }: { id: string }) {
  const { can } = useSession();
  const groups = useMemo(() => customerGroups(can), [can]);
  const [add, busy] = useSave(AddCustomerNoteDocument);
  return (
    <Timeline
      id={id}
      query={CustomerHistoryDocument}
      pick={(data) => data.customer?.history}
      groups={groups}
      audit={{ customer: id }}
      composer={can('CUSTOMERS_WRITE') && <NoteComposer about={id} add={(text) => add({ id, text })} busy={busy} />}
    />
  );
}
