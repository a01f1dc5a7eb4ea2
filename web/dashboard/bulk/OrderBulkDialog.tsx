import { Anchor, Button, Group, Modal, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { Link } from 'react-router';
import { useClient } from 'urql';
import type { Shown } from '../lists/List';
import type { Selection } from '../lists/useSelection';
import type { OrderListRowFragment } from '../operations/generated';
import { Bar } from '../parts/Bar';
import { notify } from '../parts/notify';
import { FailureNote } from '../parts/states';
import { t } from '../texts';
import { isDone, type Chosen, type OrderAction, type Result } from './orderActions';
import { limit, matching, useOrders } from './useOrders';

const b = t.orderBulk;

type Props = {
  action: OrderAction;
  selection: Selection<OrderListRowFragment>;
  shown: Shown;
  onClose: () => void;
  /** Is called when orders were changed, while the dialog may still say which ones were not. */
  onChanged: () => void;
  /** Is called when all is done and said. */
  onDone: () => void;
};

/** Asks before a change of many orders, makes it, and says which of them could not be changed and why. */
export default function OrderBulkDialog({ action, selection, shown, onClose, onChanged, onDone }: Props) {
  const client = useClient();
  const { run, done } = useOrders(action);
  // The list is read again while the results are still to be seen.
  const [rows] = useState<readonly Chosen[] | undefined>(selection.all ? undefined : [...selection.rows.values()]);
  const [reading, setReading] = useState(false);
  const [message, setMessage] = useState<string>();
  const [result, setResult] = useState<Result>();
  const total = rows?.length ?? shown.count?.totalCount ?? 0;
  const already = rows?.filter((order) => isDone(action, order)).length ?? 0;
  const tooMany = total > limit;

  const start = async (reason: string | null) => {
    setMessage(undefined);
    setReading(true);
    const orders = rows ?? (await matching(client, shown.filter, shown.search));
    setReading(false);
    if (typeof orders === 'string') return setMessage(orders);
    const answer = await run(orders, reason);
    onChanged();
    if (answer.refused.length > 0) return setResult(answer);
    notify(b[action].done(answer.done));
    onClose();
    onDone();
  };
  const leave = () => {
    onClose();
    if (result !== undefined) onDone();
  };
  const running = done !== undefined;
  return (
    <Modal
      opened
      onClose={leave}
      title={result === undefined ? b[action].title(total) : b[action].done(result.done)}
      closeOnClickOutside={!running}
      closeOnEscape={!running}
      withCloseButton={!running}
      closeButtonProps={{ 'aria-label': t.common.close }}
    >
      {result !== undefined ? (
        <Refused result={result} onClose={leave} />
      ) : running ? (
        <Stack gap="xs">
          <Text size="sm">{b.running(done, total - already)}</Text>
          <Bar
            percent={total === already ? 100 : (100 * done) / (total - already)}
            label={b[action].title(total)}
            words={b.running(done, total - already)}
          />
        </Stack>
      ) : (
        <Question
          action={action}
          total={total}
          already={already}
          tooMany={tooMany}
          busy={reading}
          message={message}
          onStart={(reason) => void start(reason)}
          onClose={onClose}
        />
      )}
    </Modal>
  );
}

type QuestionProps = {
  action: OrderAction;
  total: number;
  already: number;
  tooMany: boolean;
  busy: boolean;
  message: string | undefined;
  onStart: (reason: string | null) => void;
  onClose: () => void;
};

function Question({ action, total, already, tooMany, busy, message, onStart, onClose }: QuestionProps) {
  const [reason, setReason] = useState('');
  const [number, setNumber] = useState('');
  const counted = action === 'anonymize' && total > 1;
  const ready = !tooMany && total > already && (!counted || number.replaceAll(/\D/g, '') === String(total));
  const dangerous = action === 'cancel' || action === 'anonymize';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ready) onStart(reason.trim() === '' ? null : reason.trim());
  };
  return (
    <form noValidate onSubmit={submit}>
      <Stack>
        <Text size="sm">{b[action].text}</Text>
        {already > 0 && <Text size="sm">{b[action].already(already)}</Text>}
        {tooMany && <Text size="sm">{b.tooMany(limit)}</Text>}
        {action === 'cancel' && (
          <Textarea
            label={t.order.cancel.reason}
            autosize
            minRows={2}
            maxLength={500}
            dir="auto"
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
        )}
        {counted && (
          <TextInput
            label={t.bulk.delete.type(String(total))}
            inputMode="numeric"
            value={number}
            data-autofocus
            onChange={(event) => setNumber(event.currentTarget.value)}
          />
        )}
        {message !== undefined && <FailureNote failure={{ kind: 'other', message }} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus={(dangerous && !counted) || undefined}>
            {dangerous ? b.keep : t.common.cancel}
          </Button>
          <Button
            type="submit"
            color={dangerous ? 'red' : undefined}
            loading={busy}
            disabled={!ready}
            data-autofocus={!dangerous || undefined}
          >
            {b[action].confirm(total - already)}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function Refused({ result: { refused }, onClose }: { result: Result; onClose: () => void }) {
  return (
    <Stack>
      <Text size="sm" role="alert">
        {b.refused(refused.length)}
      </Text>
      <ul className="plain refusals" aria-label={b.refused(refused.length)}>
        {refused.map(({ order, message }) => (
          <li key={order.id}>
            <Anchor component={Link} to={`/orders/${order.id}`} size="sm" fw={500}>
              {order.number}
            </Anchor>
            <Text size="sm" component="span">
              {message}
            </Text>
          </li>
        ))}
      </ul>
      <Group justify="flex-end">
        <Button onClick={onClose} data-autofocus>
          {t.common.close}
        </Button>
      </Group>
    </Stack>
  );
}
