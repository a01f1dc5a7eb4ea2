import { Checkbox, SimpleGrid, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useSave } from '../app/useSave';
import { useTyped } from '../fields/useTyped';
import { RecordRefundDocument, VoidRefundDocument, type OrderRecordFragment } from '../operations/generated';
import { typedAmount } from '../parts/amount';
import { moneyOf } from '../parts/format';
import { MoneyInput } from '../parts/MoneyInput';
import { told } from '../parts/notify';
import { t } from '../texts';
import { isSome, sumUpTo } from './amounts';
import { Emailed } from './Emailed';
import { OrderDialog } from './OrderDialog';
import { isTyped, leftToRefund, leftToShip, readQuantity, type Item, type Quantities } from './quantities';
import { QuantityInputs } from './QuantityInputs';
import { notifyAdded, readUpTo } from './recorded';
import { useOrderForm } from './useOrderForm';

const r = t.record;

type Props = { order: OrderRecordFragment; reload: () => void; onClose: () => void };

/** Records a refund of line items, of the shipping price, or of any other amount. */
export function RefundDialog({ order: opened, reload, onClose }: Props) {
  const form = useOrderForm(opened, reload);
  const { order } = form;
  const refundable = order.steps?.refundable ?? order.paid;
  const { currency } = refundable;
  const [quantities, setQuantities] = useState<Quantities>(() =>
    Object.fromEntries(order.items.map((item) => [item.id, '0'])),
  );
  const items = order.items.filter((item) => leftToRefund(item) > 0 || isTyped(quantities[item.id]));
  const [cancelled, setCancelled] = useState<ReadonlySet<string>>(new Set());
  const [shipping, setShipping] = useState(false);
  const [typed, setTyped] = useState<string>();
  const [reason, setReason] = useState('');
  const [record, busy] = useSave(useTyped(RecordRefundDocument));
  const [undoRefund] = useSave(useTyped(VoidRefundDocument));

  const chosen = (item: Item) => readQuantity(quantities[item.id] ?? '', leftToRefund(item)) ?? 0;
  const sum = sumUpTo(refundable, [
    ...items.map((item) => ({ price: item.unitPrice, times: chosen(item) })),
    { price: order.shippingTotal, times: shipping ? 1 : 0 },
  ]);
  const amount = typed ?? (isSome(sum) ? typedAmount(sum.amount) : '');
  const cancels = (item: Item) => cancelled.has(item.id) && chosen(item) > 0 && chosen(item) <= leftToShip(item);

  const submit = async () => {
    const faults: Record<string, string> = {};
    const lines: { itemId: string; quantity: number; cancel: boolean }[] = [];
    for (const item of items) {
      const quantity = readQuantity(quantities[item.id] ?? '', leftToRefund(item));
      if (quantity === undefined) faults[`quantity.${item.id}`] = r.wrongQuantity(leftToRefund(item));
      else if (quantity > 0) lines.push({ itemId: item.id, quantity, cancel: cancels(item) });
    }
    const { value: refunded, fault } = readUpTo(amount, refundable, r.refund.tooMuch);
    if (fault !== undefined) faults.amount = fault;
    if (!form.check(faults)) return;
    const answer = await record({
      input: {
        orderId: order.id,
        amount: refunded,
        items: lines,
        reason: reason.trim() || null,
        expectedVersion: order.version,
      },
    });
    const done = form.settle(answer, lines);
    if (done === undefined) return;
    notifyAdded(r.refund.done(moneyOf(refunded)), { before: order.refunds, after: done.refunds }, async (id) =>
      told(await undoRefund({ id }), r.refund.voided),
    );
    onClose();
  };

  return (
    <OrderDialog
      title={r.refund.title(order.number)}
      form={form}
      busy={busy}
      action={r.refund.submit}
      submit={submit}
      onClose={onClose}
    >
      <Text size="sm" c="dimmed">
        {r.refund.text}
      </Text>
      {items.length > 0 && (
        <QuantityInputs
          label={r.refund.items}
          items={items}
          most={leftToRefund}
          quantities={quantities}
          onChange={(id, text) => setQuantities({ ...quantities, [id]: text })}
          errors={form.errors}
          below={(item) => (
            <Below
              item={item}
              canCancel={order.status === 'OPEN'}
              chosen={chosen(item)}
              cancels={cancels(item)}
              onChange={(on) => {
                const next = new Set(cancelled);
                if (on) next.add(item.id);
                else next.delete(item.id);
                setCancelled(next);
              }}
            />
          )}
        />
      )}
      {isSome(order.shippingTotal) && (
        <Checkbox
          label={r.refund.shipping(moneyOf(order.shippingTotal))}
          checked={shipping}
          onChange={(event) => setShipping(event.currentTarget.checked)}
        />
      )}
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm" verticalSpacing="sm">
        <MoneyInput
          label={r.amount}
          description={r.refund.limit(moneyOf(refundable))}
          withAsterisk
          value={amount}
          onChange={setTyped}
          currency={currency}
          error={form.errors.amount}
        />
        <TextInput
          label={r.refund.reason}
          description={r.refund.reasonHelp}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          maxLength={500}
          dir="auto"
          error={form.errors.reason}
        />
      </SimpleGrid>
      <Emailed order={order} email="REFUNDED" />
    </OrderDialog>
  );
}

type BelowProps = { item: Item; canCancel: boolean; chosen: number; cancels: boolean; onChange: (on: boolean) => void };

/** The price of a line item, and whether what is refunded will not be shipped any more. */
function Below({ item, canCancel, chosen, cancels, onChange }: BelowProps) {
  const left = leftToShip(item);
  return (
    <>
      <Text span size="xs" c="dimmed" display="block">
        {r.refund.each(moneyOf(item.unitPrice))}
      </Text>
      {canCancel && left > 0 && chosen > 0 && (
        <Checkbox
          size="xs"
          mt={6}
          label={r.refund.notShipped}
          description={chosen > left ? r.refund.fewerLeft(left) : undefined}
          aria-label={r.refund.notShippedOf(item.name)}
          checked={cancels}
          disabled={chosen > left}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
      )}
    </>
  );
}
