import { Alert, Button, Group, Text } from '@mantine/core';
import { useState } from 'react';
import { useSession } from '../app/session';
import { useSave } from '../app/useSave';
import { CancelErasureDocument, type CustomerRecordFragment } from '../operations/generated';
import { Confirm } from '../parts/Confirm';
import { timeOf } from '../parts/format';
import { notify } from '../parts/notify';
import { t } from '../texts';

const r = t.privacy.requested;

/** Says when a customer's data will be erased, and lets those who may cancel it. */
export function ErasureNote({ customer }: { customer: CustomerRecordFragment }) {
  const { can } = useSession();
  const [asking, setAsking] = useState(false);
  const [cancel] = useSave(CancelErasureDocument);
  if (!customer.erasureDueAt) return null;
  return (
    <Alert color="red" variant="light" title={r.title(timeOf(customer.erasureDueAt))} role="status">
      <Group justify="space-between" align="end" gap="sm">
        <div className="shrink">
          <Text size="sm">{r.text}</Text>
          <Text size="sm">{r.who}</Text>
        </div>
        {can('PRIVACY_WRITE') && (
          <Button variant="default" size="xs" onClick={() => setAsking(true)}>
            {r.cancel}
          </Button>
        )}
      </Group>
      <Confirm
        open={asking}
        onClose={() => setAsking(false)}
        title={r.cancelTitle}
        text={r.cancelText}
        action={r.cancel}
        cancel={r.keep}
        act={() => cancel({ customerId: customer.id })}
        onDone={() => notify(r.cancelled)}
      />
    </Alert>
  );
}
