import { Autocomplete, SimpleGrid, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useSave } from '../app/useSave';
import { useTyped } from '../fields/useTyped';
import { RecordPaymentDocument, VoidPaymentDocument, type OrderRecordFragment } from '../operations/generated';
import { typedAmount } from '../parts/amount';
import { moneyOf } from '../parts/format';
import { MoneyInput } from '../parts/MoneyInput';
import { told } from '../parts/notify';
import { t } from '../texts';
import { isSome } from './amounts';
import { momentOf, today } from './dates';
import { OrderDialog } from './OrderDialog';
import { notifyAdded, readUpTo } from './recorded';
import { useOrderForm } from './useOrderForm';

const r = t.record;

type Props = { order: OrderRecordFragment; reload: () => void; onClose: () => void };

/** Records a payment of what is still to be paid, or of a part of it. */
export function PaymentDialog({ order: opened, reload, onClose }: Props) {
  const form = useOrderForm(opened, reload);
  const { order } = form;
  const payable = order.steps?.payable ?? order.outstanding;
  const [amount, setAmount] = useState(() => typedAmount(isSome(order.outstanding) ? order.outstanding.amount : ''));
  const [method, setMethod] = useState('');
  const [reference, setReference] = useState('');
  const [day, setDay] = useState(today);
  const [record, busy] = useSave(useTyped(RecordPaymentDocument));
  const [undoPayment] = useSave(useTyped(VoidPaymentDocument));

  const submit = async () => {
    const faults: Record<string, string> = {};
    const { value: paid, fault } = readUpTo(amount, payable, r.payment.tooMuch);
    if (fault !== undefined) faults.amount = fault;
    if (!/^\d{4}-\d{2}-\d{2}$/.test(day) || day > today()) faults.paidAt = r.wrongDay;
    if (!form.check(faults)) return;
    const answer = await record({
      input: {
        orderId: order.id,
        amount: paid,
        method: method.trim() || null,
        reference: reference.trim() || null,
        paidAt: momentOf(day),
        expectedVersion: order.version,
      },
    });
    const done = form.settle(answer);
    if (done === undefined) return;
    notifyAdded(r.payment.done(moneyOf(paid)), { before: order.payments, after: done.payments }, async (id) =>
      told(await undoPayment({ id }), r.payment.voided),
    );
    onClose();
  };

  return (
    <OrderDialog
      title={r.payment.title(order.number)}
      form={form}
      busy={busy}
      action={r.payment.submit}
      submit={submit}
      onClose={onClose}
    >
      <Text size="sm" c="dimmed">
        {r.payment.text}
      </Text>
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm" verticalSpacing="sm">
        <MoneyInput
          label={r.amount}
          description={r.payment.limit(moneyOf(payable))}
          withAsterisk
          value={amount}
          onChange={setAmount}
          currency={payable.currency}
          error={form.errors.amount}
          data-autofocus
        />
        <TextInput
          label={r.payment.day}
          description={r.payment.dayHelp}
          withAsterisk
          type="date"
          max={today()}
          value={day}
          onChange={(event) => setDay(event.currentTarget.value)}
          error={form.errors.paidAt}
        />
        <Autocomplete
          label={r.payment.method}
          description={r.payment.methodHelp}
          data={r.payment.methods}
          value={method}
          onChange={setMethod}
          maxLength={100}
          error={form.errors.method}
        />
        <TextInput
          label={r.payment.reference}
          description={r.payment.referenceHelp}
          value={reference}
          onChange={(event) => setReference(event.currentTarget.value)}
          maxLength={255}
          error={form.errors.reference}
        />
      </SimpleGrid>
    </OrderDialog>
  );
}
