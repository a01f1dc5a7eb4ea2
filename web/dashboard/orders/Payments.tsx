import { Button, Text } from '@mantine/core';
import { useState } from 'react';
import { useSession } from '../app/session';
import type { AmountFragment, OrderRecordFragment } from '../operations/generated';
import { moneyOf } from '../parts/format';
import { IconCash, IconReceiptRefund } from '../parts/icons';
import { Section } from '../parts/Section';
import { t } from '../texts';
import { isSome, without } from './amounts';
import { PaymentDialog } from './PaymentDialog';
import { RefundDialog } from './RefundDialog';
import { PaymentRow, RefundRow } from './PaymentRows';
import { canShip } from './quantities';
import { State } from './State';

const r = t.record;
const m = r.money;

type Props = { order: OrderRecordFragment; reload: () => void };

/** What the order comes to, what was paid and refunded, and the forms that record more. */
export function Payments({ order, reload }: Props) {
  const { can } = useSession();
  const [open, setOpen] = useState<'payment' | 'refund'>();
  const close = () => setOpen(undefined);
  const { paymentStatus, steps, status } = order;
  const writes = can('ORDERS_WRITE') && steps !== null;
  const pays = writes && status === 'OPEN' && isSome(steps.payable) && isSome(order.outstanding);
  const refunds = writes && isSome(steps.refundable);
  return (
    <Section title={m.title} actions={<State of={paymentStatus}>{t.order.payments[paymentStatus]}</State>}>
      <Sums order={order} />
      <Records order={order} />
      {(pays || refunds) && (
        <div className="card-actions">
          {refunds && (
            <Button
              variant="default"
              leftSection={<IconReceiptRefund aria-hidden="true" />}
              onClick={() => setOpen('refund')}
            >
              {r.refund.action}
            </Button>
          )}
          {pays && (
            <Button
              variant={canShip(order) ? 'default' : 'filled'}
              leftSection={<IconCash aria-hidden="true" />}
              onClick={() => setOpen('payment')}
            >
              {r.payment.action}
            </Button>
          )}
        </div>
      )}
      {open === 'payment' && <PaymentDialog order={order} reload={reload} onClose={close} />}
      {open === 'refund' && <RefundDialog order={order} reload={reload} onClose={close} />}
    </Section>
  );
}

type SumProps = { label: string; about?: string; amount: AmountFragment; minus?: boolean; strong?: boolean };

function Sum({ label, about, amount, minus = false, strong = false }: SumProps) {
  return (
    <div data-strong={strong || undefined}>
      <dt>
        {label}
        {about !== undefined && <small> {about}</small>}
      </dt>
      <dd>
        {minus && isSome(amount) ? '−' : ''}
        {moneyOf(amount)}
      </dd>
    </div>
  );
}

function Sums({ order }: { order: OrderRecordFragment }) {
  const { paymentStatus, paid, refunded, outstanding, taxIncluded } = order;
  const articles = order.items.reduce((n, { quantity }) => n + quantity, 0);
  const unknown =
    paymentStatus === 'PARTIALLY_PAID' && !isSome(paid)
      ? m.partiallyPaid
      : paymentStatus === 'PARTIALLY_REFUNDED' && !isSome(refunded)
        ? m.partiallyRefunded
        : undefined;
  return (
    <>
      <dl className="sums">
        <Sum label={t.order.subtotal} about={r.items(articles)} amount={order.subtotal} />
        <Sum label={t.order.shippingTotal} amount={order.shippingTotal} />
        {isSome(order.discountTotal) && <Sum label={t.order.discountTotal} amount={order.discountTotal} minus />}
        {isSome(order.taxTotal) && <Sum label={t.order.taxTotal} amount={order.taxTotal} />}
        <Sum
          label={t.order.total}
          about={isSome(taxIncluded) ? t.order.taxIncluded(moneyOf(taxIncluded)) : undefined}
          amount={order.total}
          strong
        />
      </dl>
      <dl className="sums">
        <Sum label={m.paid} amount={paid} />
        {isSome(refunded) && <Sum label={m.refunded} amount={refunded} minus />}
        <Sum label={m.outstanding} amount={outstanding} strong={isSome(outstanding)} />
      </dl>
      {unknown !== undefined && (
        <Text size="sm" c="dimmed">
          {unknown}
        </Text>
      )}
    </>
  );
}

/** The payments and refunds one by one, and what was paid and refunded before they had entries. */
function Records({ order }: { order: OrderRecordFragment }) {
  const counted = <T extends { amount: AmountFragment; voidedAt: string | null }>(list: readonly T[]) =>
    list.filter(({ voidedAt }) => voidedAt === null).map(({ amount }) => amount);
  const earlier = {
    paid: without(order.paid, counted(order.payments)),
    refunded: without(order.refunded, counted(order.refunds)),
  };
  const some = { paid: isSome(earlier.paid), refunded: isSome(earlier.refunded) };
  const listed = order.payments.length + order.refunds.length > 0;
  const rows = [
    ...order.payments.map((payment) => ({
      at: payment.createdAt,
      row: <PaymentRow key={payment.id} {...{ payment }} />,
    })),
    ...order.refunds.map((refund) => ({ at: refund.createdAt, row: <RefundRow key={refund.id} {...{ refund }} /> })),
  ].sort((a, b) => a.at.localeCompare(b.at));
  return (
    <>
      {(some.paid || some.refunded) && (
        <Text size="sm" c="dimmed">
          {some.paid && m.paidBefore(moneyOf(earlier.paid))}
          {some.paid && some.refunded && <br />}
          {some.refunded && m.refundedBefore(moneyOf(earlier.refunded))}
        </Text>
      )}
      {listed && (
        <ul className="order-records" aria-label={m.list}>
          {rows.map(({ row }) => row)}
        </ul>
      )}
    </>
  );
}
