import { Button, CloseButton, Group, Menu, Paper, Text } from '@mantine/core';
import { lazy, Suspense, useEffect, useState } from 'react';
import type { Shown } from '../lists/List';
import type { Selection } from '../lists/useSelection';
import type { CustomerRowFragment, JobRowFragment } from '../operations/generated';
import { t } from '../texts';
import { actions, type Action } from './actions';
import { targetOf, type Target } from './target';

const BulkDialog = lazy(() => import('./BulkDialog'));
const b = t.bulk;

type Props = {
  selection: Selection<CustomerRowFragment>;
  shown: Shown;
  /** Is called with a job that runs in the background. */
  onStarted: (action: Action, target: Target, job: JobRowFragment) => void;
};

/** Gives the focus to the content of the page if the element that had it is gone with the bar. */
function keepFocus(): void {
  if (document.activeElement === document.body) document.getElementById('main')?.focus({ preventScroll: true });
}

/** How many customers are selected, and what can be done with them. */
export function BulkBar({ selection, shown, onStarted }: Props) {
  const [action, setAction] = useState<Action>();
  useEffect(() => keepFocus, []);
  const target = targetOf(selection, shown);
  const total = shown.count?.totalCount;
  const more = !selection.all && typeof total === 'number' && total > selection.rows.size;
  const narrowed = shown.filter !== undefined || shown.search !== undefined;
  const about = shown.count?.totalCountEstimated === true;
  return (
    <Paper withBorder radius="md" shadow="lg" className="acting bulk" component="section" aria-label={b.region}>
      <Group gap="xs" wrap="nowrap" className="shrink">
        <CloseButton size="sm" aria-label={b.clear} onClick={selection.clear} />
        <Text size="sm" fw={600} role="status" className="number">
          {!selection.all
            ? b.selected(selection.rows.size)
            : typeof total === 'number' && !about
              ? b.allSelected(total)
              : b.allMany}
        </Text>
        {more && (
          <Button variant="subtle" size="compact-sm" onClick={selection.selectAll}>
            {about ? b.selectMany : narrowed ? b.selectMatching(total) : b.selectAll(total)}
          </Button>
        )}
      </Group>
      <Group gap="xs" visibleFrom="md">
        {actions.map((one) => (
          <Button
            key={one}
            size="xs"
            variant="default"
            c={one === 'delete' ? 'red' : undefined}
            disabled={target === undefined}
            onClick={() => setAction(one)}
          >
            {b[one].action}
          </Button>
        ))}
      </Group>
      <Menu position="top-end" width={220} withinPortal>
        <Menu.Target>
          <Button size="xs" hiddenFrom="md" disabled={target === undefined}>
            {b.actions}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {actions.map((one) => (
            <Menu.Item key={one} color={one === 'delete' ? 'red' : undefined} onClick={() => setAction(one)}>
              {b[one].action}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {action !== undefined && target !== undefined && (
        <Suspense>
          <BulkDialog
            action={action}
            target={target}
            onClose={() => setAction(undefined)}
            onDone={selection.clear}
            onStarted={(job, sent) => onStarted(action, sent, job)}
          />
        </Suspense>
      )}
    </Paper>
  );
}
