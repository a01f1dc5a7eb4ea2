import { Button, Drawer, Group, NativeSelect, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { lazy, Suspense } from 'react';
import { IconAdjustmentsHorizontal } from '../parts/icons';
import { Loading } from '../parts/states';
import { t } from '../texts';
import { AddFilter, FilterChips } from './Filters';
import type { ToolbarProps } from './Toolbar';

const ColumnChoice = lazy(() => import('./ColumnChoice'));

/** The filters, the order and the columns of a list on a phone. */
export default function FilterSheet(props: ToolbarProps) {
  const { state, change, columns, shownColumns, setColumns, usual, attributes, wrong, tools } = props;
  const [open, { open: show, close }] = useDisclosure();
  const filters = {
    attributes,
    conditions: state.conditions,
    onChange: (conditions: typeof state.conditions) => change({ conditions }),
  };
  const sortable = columns.filter(({ sort }) => sort !== undefined);
  return (
    <>
      <Button variant="default" leftSection={<IconAdjustmentsHorizontal size={18} aria-hidden="true" />} onClick={show}>
        {t.list.filtersSheet(state.conditions.length)}
      </Button>
      <Drawer
        opened={open}
        onClose={close}
        position="bottom"
        size="85%"
        className="list-sheet"
        title={t.list.filtersSheet(state.conditions.length)}
        closeButtonProps={{ 'aria-label': t.common.close }}
        transitionProps={{ duration: 150 }}
      >
        <Stack gap="md">
          <Group gap="xs">
            <AddFilter {...filters} />
            {tools}
          </Group>
          <FilterChips {...filters} wrong={wrong} />
          <Group gap="xs" grow align="end">
            <NativeSelect
              label={t.list.sort}
              value={state.sort}
              data={[
                { value: '', label: t.list.usualSort },
                ...sortable.map(({ sort = '', label }) => ({ value: sort, label })),
              ]}
              onChange={({ currentTarget: { value } }) =>
                change({
                  sort: value,
                  direction: columns.find(({ sort }) => sort === value)?.first ?? 'ASC',
                })
              }
            />
            {state.sort !== '' && (
              <NativeSelect
                aria-label={t.list.direction}
                value={state.direction}
                data={[
                  { value: 'ASC', label: t.list.ascending },
                  { value: 'DESC', label: t.list.descending },
                ]}
                onChange={({ currentTarget: { value } }) => change({ direction: value as 'ASC' | 'DESC' })}
              />
            )}
          </Group>
          <div>
            <Text size="sm" fw={500}>
              {t.list.columns}
            </Text>
            <Suspense fallback={<Loading shape="lines" />}>
              <ColumnChoice
                columns={columns}
                shown={shownColumns.map(({ key }) => key)}
                onChange={setColumns}
                onReset={usual ? undefined : () => setColumns(undefined)}
              />
            </Suspense>
          </div>
          <Button onClick={close}>{t.list.done}</Button>
        </Stack>
      </Drawer>
    </>
  );
}
