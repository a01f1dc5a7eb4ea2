import { lazy, Suspense, useState } from 'react';
import { useSession } from '../app/session';
import type { Shown } from '../lists/List';
import type { Selection } from '../lists/useSelection';
import type { OrderListRowFragment } from '../operations/generated';
import { IconCash, IconDownload, IconShieldLock, IconTruck, IconX } from '../parts/icons';
import { t } from '../texts';
import type { OrderAction } from './orderActions';
import { SelectionBar, type Item } from './SelectionBar';
import { shownOf } from './target';

const OrderBulkDialog = lazy(() => import('./OrderBulkDialog'));
const ExportDialog = lazy(() => import('../jobs/ExportDialog'));
const b = t.orderBulk;

const changes: readonly Item<OrderAction>[] = [
  { action: 'pay', label: b.pay.action, icon: IconCash },
  { action: 'ship', label: b.ship.action, icon: IconTruck },
  { action: 'cancel', label: b.cancel.action, icon: IconX },
  { action: 'anonymize', label: b.anonymize.action, icon: IconShieldLock, danger: true },
];

type Props = {
  selection: Selection<OrderListRowFragment>;
  shown: Shown;
  /** Is called when orders were changed. */
  onChanged: () => void;
};

/** How many orders are selected, and what can be done with them. */
export function OrderBulkBar({ selection, shown, onChanged }: Props) {
  const { can } = useSession();
  const [action, setAction] = useState<OrderAction | 'export'>();
  const close = () => setAction(undefined);
  const exporting: Item<'export'> = { action: 'export', label: t.bulk.export, icon: IconDownload };
  const writing = can('ORDERS_WRITE') ? changes : [];
  return (
    <>
      <SelectionBar
        label={b.region}
        selection={selection}
        shown={shown}
        items={[...writing.slice(0, 2), exporting, ...writing.slice(2)]}
        first={3}
        ready={!selection.all || typeof shown.count?.totalCount === 'number'}
        onAct={setAction}
      />
      <Suspense>
        {action === 'export' && <ExportDialog kind="ORDERS" shown={shownOf(selection, shown)} onClose={close} />}
        {action !== undefined && action !== 'export' && (
          <OrderBulkDialog
            action={action}
            selection={selection}
            shown={shown}
            onClose={close}
            onChanged={onChanged}
            onDone={selection.clear}
          />
        )}
      </Suspense>
    </>
  );
}
