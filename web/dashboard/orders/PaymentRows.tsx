import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useSession } from '../app/session';
import { useSave, type Outcome } from '../app/useSave';
import { useTyped } from '../fields/useTyped';
import {
  VoidPaymentDocument,
  VoidRefundDocument,
  type PaymentRecordFragment,
  type RefundRecordFragment,
} from '../operations/generated';
import { Confirm } from '../parts/Confirm';
import { dayOf, moneyOf, numberOf, timeOf } from '../parts/format';
import { IconBan, IconCash, IconReceiptRefund } from '../parts/icons';
import { Danger, useAction } from '../parts/MoreActions';
import { notify } from '../parts/notify';
import { DotsMenu } from '../parts/DotsMenu';
import { t } from '../texts';

const r = t.record;

/** A payment that was recorded. */
export function PaymentRow({ payment }: { payment: PaymentRecordFragment }) {
  const [undo] = useSave(useTyped(VoidPaymentDocument));
  const { id, amount, method, reference, paidAt, voidedAt } = payment;
  return (
    <Row
      icon={<IconCash size={18} aria-hidden="true" />}
      name={r.payment.one}
      about={method}
      at={paidAt}
      amount={moneyOf(amount)}
      voidedAt={voidedAt}
      texts={r.payment}
      act={() => undo({ id })}
    >
      {reference !== null && (
        <Text size="sm" c="dimmed" className="wrap">
          <bdi>{reference}</bdi>
        </Text>
      )}
    </Row>
  );
}

/** A refund that was recorded. */
export function RefundRow({ refund }: { refund: RefundRecordFragment }) {
  const [undo] = useSave(useTyped(VoidRefundDocument));
  const { id, amount, reason, items, refundedAt, voidedAt } = refund;
  return (
    <Row
      icon={<IconReceiptRefund size={18} aria-hidden="true" />}
      name={r.refund.one}
      about={null}
      at={refundedAt}
      amount={`−${moneyOf(amount)}`}
      voidedAt={voidedAt}
      texts={r.refund}
      act={() => undo({ id })}
    >
      {reason !== null && (
        <Text size="sm" className="wrap">
          <bdi>{reason}</bdi>
        </Text>
      )}
      {items.length > 0 && (
        <ul className="plain record-items">
          {items.map(({ item, quantity, cancelled }) => (
            <li key={`${item.id} ${cancelled}`}>
              {numberOf(String(quantity))} × <bdi>{item.name}</bdi>
              {cancelled && ` (${r.refund.notShipped.toLowerCase()})`}
            </li>
          ))}
        </ul>
      )}
    </Row>
  );
}

type RowProps = {
  icon: ReactNode;
  name: string;
  about: string | null;
  at: string;
  amount: string;
  voidedAt: string | null;
  texts: typeof r.payment | typeof r.refund;
  act: () => Promise<Outcome<object>>;
  children: ReactNode;
};

function Row({ icon, name, about, at, amount, voidedAt, texts, act, children }: RowProps) {
  const { can } = useSession();
  const { action, start, close, button } = useAction<'void'>();
  return (
    <li data-void={voidedAt !== null || undefined}>
      <span className="record-icon">{icon}</span>
      <div className="shrink">
        <Text size="md" fw={500} component="h3">
          {name}
          {about !== null && (
            <>
              {' · '}
              <bdi>{about}</bdi>
            </>
          )}
        </Text>
        <Text size="sm" c="dimmed">
          <time dateTime={at} title={timeOf(at)}>
            {dayOf(at)}
          </time>
          {voidedAt !== null && ` · ${r.money.voided(dayOf(voidedAt))}`}
        </Text>
        {children}
      </div>
      <Text span size="md" fw={500} className="record-amount">
        {amount}
      </Text>
      {voidedAt === null && can('ORDERS_WRITE') && (
        <DotsMenu label={texts.more(amount.replace('−', ''))} button={button}>
          <Danger onClick={start('void')} icon={IconBan}>
            {t.common.opens(texts.void)}
          </Danger>
        </DotsMenu>
      )}
      <Confirm
        open={action === 'void'}
        onClose={close}
        title={texts.voidTitle(amount.replace('−', ''))}
        text={texts.voidText}
        action={texts.void}
        cancel={texts.keep}
        act={act}
        onDone={() => notify(texts.voided)}
      />
    </li>
  );
}
