import { Menu } from '@mantine/core';
import { useState } from 'react';
import { useSession } from '../app/session';
import { useSave } from '../app/useSave';
import { ReferenceInput } from '../fields/ReferenceInput';
import { useTyped } from '../fields/useTyped';
import {
  AttachOrderDocument,
  DetachOrderDocument,
  RevokeGuestOrderTokensDocument,
  type OrderRecordFragment,
} from '../operations/generated';
import { Confirm } from '../parts/Confirm';
import { DotsMenu } from '../parts/DotsMenu';
import { IconLink, IconLinkOff, IconLock } from '../parts/icons';
import { Danger, useAction } from '../parts/MoreActions';
import { notify } from '../parts/notify';
import { t } from '../texts';

const o = t.order.owner;
const c = t.order.correctContact;

/** Links an order to a customer or unlinks it, and ends the links of a guest to it. */
export function Owner({ order }: { order: OrderRecordFragment }) {
  const { can } = useSession();
  const { action, start, close, button } = useAction<'attach' | 'detach' | 'revoke'>();
  const [detach] = useSave(useTyped(DetachOrderDocument));
  const [revoke] = useSave(useTyped(RevokeGuestOrderTokensDocument));
  const owned = order.customer !== null;
  const links = can('CUSTOMERS_READ');
  const revokes = order.steps?.revokeGuestTokens === true;
  if (!can('ORDERS_WRITE') || (!links && !revokes)) return null;
  return (
    <>
      <DotsMenu label={o.actions} button={button}>
        {links && !owned && (
          <Menu.Item leftSection={<IconLink aria-hidden="true" />} onClick={start('attach')}>
            {t.common.opens(o.attach)}
          </Menu.Item>
        )}
        {links && owned && (
          <Danger onClick={start('detach')} icon={IconLinkOff}>
            {t.common.opens(o.detach)}
          </Danger>
        )}
        {revokes && (
          <Danger onClick={start('revoke')} icon={IconLock}>
            {t.common.opens(c.revoke)}
          </Danger>
        )}
      </DotsMenu>
      {action === 'attach' && <Attach order={order} onClose={close} />}
      <Confirm
        open={action === 'detach'}
        onClose={close}
        title={o.detachTitle(order.number)}
        text={o.detachText}
        action={o.detach}
        act={() => detach({ id: order.id })}
        onDone={() => notify(o.detached)}
      />
      <Confirm
        open={action === 'revoke'}
        onClose={close}
        title={c.revokeTitle(order.number)}
        text={c.revokeText}
        action={c.revoke}
        act={() => revoke({ id: order.id })}
        onDone={() => notify(c.revoked)}
      />
    </>
  );
}

function Attach({ order, onClose }: { order: OrderRecordFragment; onClose: () => void }) {
  const [customer, setCustomer] = useState<string[]>([]);
  const [attach] = useSave(useTyped(AttachOrderDocument));
  return (
    <Confirm
      open
      onClose={onClose}
      title={o.attachTitle(order.number)}
      text={o.attachText}
      action={o.attachConfirm}
      ready={customer.length === 1}
      act={() => attach({ id: order.id, customerId: customer[0] ?? '' })}
      onDone={() => notify(o.attached)}
    >
      <ReferenceInput
        label={o.customer}
        description={t.order.place.pickHelp}
        withAsterisk
        to="CUSTOMER"
        many={false}
        value={customer}
        onChange={setCustomer}
      />
    </Confirm>
  );
}
