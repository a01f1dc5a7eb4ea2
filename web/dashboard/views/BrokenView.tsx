import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import type { Condition } from '../lists/attributes';
import { IconAlertTriangle } from '../parts/icons';
import { t } from '../texts';
import type { Looking } from './useLook';

const v = t.views;

type Props = {
  looking: Looking;
  /** The conditions that no longer make sense. */
  wrong: readonly Condition[];
  /** Whether the list can no longer be sorted as the view or the address says. */
  unsortable: boolean;
  onRetry: () => void;
};

/** Says why a view, or a link, can no longer be used as it is, and offers to go on without what is wrong. */
export function BrokenView({ looking: { state, change, view, missing, open }, wrong, unsortable, onRetry }: Props) {
  const repair = () =>
    change({
      conditions: state.conditions.filter((condition) => !wrong.includes(condition)),
      ...(unsortable ? { sort: '', direction: 'ASC' as const } : {}),
    });
  const repairable = wrong.length > 0 || unsortable;
  return (
    <Alert
      color="orange"
      variant="light"
      m="sm"
      role="alert"
      icon={<IconAlertTriangle />}
      title={view === undefined ? undefined : v.brokenTitle(view.name)}
    >
      <Stack gap="xs">
        <Text size="sm">{missing ? v.missing : (view?.broken ?? t.list.badLink)}</Text>
        {view !== undefined && repairable && <Text size="sm">{v.brokenText}</Text>}
        <Group gap="xs">
          {repairable && (
            <Button size="xs" variant="default" onClick={repair}>
              {v.repair}
            </Button>
          )}
          <Button size="xs" variant="default" onClick={() => open(undefined)}>
            {t.list.start}
          </Button>
          {!missing && (
            <Button size="xs" variant="subtle" onClick={onRetry}>
              {t.failure.retry}
            </Button>
          )}
        </Group>
      </Stack>
    </Alert>
  );
}
