import { Menu, TextInput } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import { useSession } from '../app/session';
import { useSave } from '../app/useSave';
import { useTyped } from '../fields/useTyped';
import {
  AnonymizeOrdersDocument,
  CancelOrderDocument,
  UpdateOrderDocument,
  type OrderRecordFragment,
} from '../operations/generated';
import { Confirm } from '../parts/Confirm';
import { IconBan, IconCreditCard, IconShieldLock, IconTrash } from '../parts/icons';
import { Danger, MoreActions, useAction } from '../parts/MoreActions';
import { notify, told } from '../parts/notify';
import { erasedWords } from '../privacy/report';
import { t } from '../texts';
import { Emailed } from './Emailed';

const EraseDialog = lazy(() => import('../privacy/EraseDialog'));

const a = t.privacy.anonymize;

/** What is rarely done with an order: the steps without a form, and what removes personal data. */
export function OrderMenu({ order }: { order: OrderRecordFragment }) {
  const { can } = useSession();
  const { action, start, close, button } = useAction<'cancel' | 'anonymize' | 'erase'>();
  const [anonymize] = useSave(AnonymizeOrdersDocument);
  const [update] = useSave(useTyped(UpdateOrderDocument));
  const { id, number, contact, customer, anonymizedAt, steps } = order;
  const writes = can('ORDERS_WRITE');
  const may = {
    cancel: writes && steps?.cancel === true,
    anonymize: writes && steps?.anonymize === true,
    erase: can('PRIVACY_WRITE') && customer === null && anonymizedAt === null && contact.email !== '',
  };
  const authorization = writes ? authorizationOf(order) : undefined;
  if (!may.cancel && !may.anonymize && !may.erase && authorization === undefined) return null;
  const authorize = async (paymentStatus: 'AUTHORIZED' | 'UNPAID') =>
    told(await update({ id, input: { paymentStatus, expectedVersion: order.version } }), t.common.saved);
  return (
    <>
      <MoreActions button={button}>
        {authorization !== undefined && (
          <Menu.Item leftSection={<IconCreditCard aria-hidden="true" />} onClick={() => void authorize(authorization)}>
            {t.order.authorization[authorization]}
          </Menu.Item>
        )}
        {may.cancel && (
          <Danger onClick={start('cancel')} icon={IconBan}>
            {t.common.opens(t.order.cancel.action)}
          </Danger>
        )}
        {may.anonymize && (
          <Danger onClick={start('anonymize')} icon={IconShieldLock}>
            {a.action}
          </Danger>
        )}
        {may.erase && (
          <Danger onClick={start('erase')} icon={IconTrash}>
            {t.privacy.erase.guestAction}
          </Danger>
        )}
      </MoreActions>
      <Cancel order={order} open={action === 'cancel'} onClose={close} />
      <Confirm
        open={action === 'anonymize'}
        onClose={close}
        title={a.title(number)}
        text={[a.goes, a.stays]}
        action={a.confirm}
        act={() => anonymize({ ids: [id] })}
        onDone={() => notify(a.done)}
      />
      {action === 'erase' && (
        <Suspense>
          <EraseDialog
            person={{ email: contact.email, name: contact.name || contact.email }}
            onClose={close}
            onErased={(report) => notify(erasedWords(report))}
          />
        </Suspense>
      )}
    </>
  );
}

/** The next step of an authorization, which has no amount: to mark the order as authorized, or to void that. */
function authorizationOf({ paymentStatus, steps }: OrderRecordFragment): 'AUTHORIZED' | 'UNPAID' | undefined {
  const next = paymentStatus === 'UNPAID' ? 'AUTHORIZED' : paymentStatus === 'AUTHORIZED' ? 'UNPAID' : undefined;
  return next !== undefined && steps?.paymentStatus.includes(next) ? next : undefined;
}

function Cancel({ order, open, onClose }: { order: OrderRecordFragment; open: boolean; onClose: () => void }) {
  const [reason, setReason] = useState('');
  const [cancel] = useSave(useTyped(CancelOrderDocument));
  return (
    <Confirm
      open={open}
      onClose={onClose}
      title={t.order.cancel.title(order.number)}
      text={t.order.cancel.text}
      action={t.order.cancel.action}
      cancel={t.order.cancel.keep}
      act={() => cancel({ id: order.id, reason: reason.trim() === '' ? null : reason })}
      onDone={() => notify(t.order.cancel.done)}
    >
      <TextInput
        label={t.order.cancel.reason}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        maxLength={500}
        dir="auto"
      />
      {open && <Emailed order={order} email="CANCELLED" />}
    </Confirm>
  );
}
