import { Alert, Button, Group, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useSession } from '../app/session';
import { useSave } from '../app/useSave';
import { useTyped } from '../fields/useTyped';
import { DisableCustomerDocument, EnableCustomerDocument, type CustomerRecordFragment } from '../operations/generated';
import { Confirm } from '../parts/Confirm';
import { timeOf } from '../parts/format';
import { notify, told } from '../parts/notify';
import { t } from '../texts';

const d = t.customer.disable;

type Props = { id: string; name: string; open: boolean; onClose: () => void };

/** Shuts a customer out, after asking why. */
export function DisableCustomer({ id, name, open, onClose }: Props) {
  const [reason, setReason] = useState('');
  const [disable] = useSave(useTyped(DisableCustomerDocument));
  return (
    <Confirm
      open={open}
      onClose={onClose}
      title={d.title(name)}
      text={d.text}
      action={d.confirm}
      act={() => disable({ id, reason: reason.trim() === '' ? null : reason })}
      onDone={() => {
        setReason('');
        notify(d.done);
      }}
    >
      <Textarea
        label={d.reason}
        description={d.reasonHelp}
        autosize
        minRows={2}
        maxLength={5000}
        dir="auto"
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </Confirm>
  );
}

/** Tells since when and why a customer is disabled, and takes it back. */
export function DisabledNote({ customer }: { customer: CustomerRecordFragment }) {
  const { can } = useSession();
  const [enable, enabling] = useSave(useTyped(EnableCustomerDocument));
  if (!customer.disabledAt) return null;
  return (
    <Alert color="orange" title={d.since(timeOf(customer.disabledAt))} role="status">
      <Group justify="space-between" align="end">
        <div className="shrink">
          <Text size="sm">{d.explain}</Text>
          {customer.disabledReason && (
            <Text size="sm" className="pre">
              <bdi>{customer.disabledReason}</bdi>
            </Text>
          )}
        </div>
        {can('CUSTOMERS_WRITE') && (
          <Button
            variant="default"
            size="xs"
            loading={enabling}
            onClick={() => void enable({ id: customer.id }).then((answer) => told(answer, d.enabled))}
          >
            {d.enable}
          </Button>
        )}
      </Group>
    </Alert>
  );
}
