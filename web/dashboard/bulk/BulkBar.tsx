import { lazy, Suspense, useState } from 'react';
import { useSession } from '../app/session';
import type { Shown } from '../lists/List';
import type { Selection } from '../lists/useSelection';
import type { CustomerRowFragment, JobRowFragment } from '../operations/generated';
import {
  IconBan,
  IconDownload,
  IconMailForward,
  IconSpeakerphone,
  IconTag,
  IconTags,
  IconTrash,
  IconUserMinus,
  IconUsersGroup,
} from '../parts/icons';
import { t } from '../texts';
import type { Action } from './actions';
import { SelectionBar, type Item } from './SelectionBar';
import { shownOf, targetOf, type Target } from './target';

const BulkDialog = lazy(() => import('./BulkDialog'));
const ExportDialog = lazy(() => import('../jobs/ExportDialog'));
const b = t.bulk;

const changes: readonly Item<Action>[] = [
  { action: 'addTags', label: b.addTags.action, icon: IconTag },
  { action: 'addGroups', label: b.addGroups.action, icon: IconUsersGroup },
  { action: 'removeTags', label: b.removeTags.action, icon: IconTags },
  { action: 'removeGroups', label: b.removeGroups.action, icon: IconUserMinus },
  { action: 'marketing', label: b.marketing.action, icon: IconSpeakerphone },
  { action: 'invite', label: b.invite.action, icon: IconMailForward },
  { action: 'disable', label: b.disable.action, icon: IconBan },
  { action: 'delete', label: b.delete.action, icon: IconTrash, danger: true },
];

type Props = {
  selection: Selection<CustomerRowFragment>;
  shown: Shown;
  /** Is called with a job that runs in the background. */
  onStarted: (action: Action, target: Target, job: JobRowFragment) => void;
};

/** How many customers are selected, and what can be done with them. */
export function BulkBar({ selection, shown, onStarted }: Props) {
  const { can } = useSession();
  const [action, setAction] = useState<Action | 'export'>();
  const target = targetOf(selection, shown);
  const close = () => setAction(undefined);
  const exporting: Item<'export'> = { action: 'export', label: b.export, icon: IconDownload };
  const writing = can('CUSTOMERS_WRITE') ? changes : [];
  const items = [...writing.slice(0, 2), exporting, ...writing.slice(2)];
  return (
    <>
      <SelectionBar
        label={b.region}
        selection={selection}
        shown={shown}
        items={items}
        first={3}
        ready={target !== undefined}
        onAct={setAction}
      />
      <Suspense>
        {action === 'export' && <ExportDialog kind="CUSTOMERS" shown={shownOf(selection, shown)} onClose={close} />}
        {action !== undefined && action !== 'export' && target !== undefined && (
          <BulkDialog
            action={action}
            target={target}
            onClose={close}
            onDone={selection.clear}
            onStarted={(job, sent) => onStarted(action, sent, job)}
          />
        )}
      </Suspense>
    </>
  );
}
