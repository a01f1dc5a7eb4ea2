import { Button, Popover } from '@mantine/core';
import { lazy, Suspense } from 'react';
import { IconColumns } from '../parts/icons';
import { Loading } from '../parts/states';
import { t } from '../texts';
import type { ColumnInfo } from './column';

const ColumnChoice = lazy(() => import('./ColumnChoice'));

export type ColumnsProps = {
  columns: readonly ColumnInfo[];
  /** The columns that are shown, in their order. */
  shown: readonly string[];
  onChange: (keys: readonly string[]) => void;
  /** Goes back to the usual columns; left out where they are shown. */
  onReset: (() => void) | undefined;
};

/** Chooses which columns a list shows, and in which order. */
export function ColumnMenu(props: ColumnsProps) {
  return (
    <Popover position="bottom-end" trapFocus returnFocus width={280}>
      <Popover.Target>
        <Button variant="default" leftSection={<IconColumns size={16} aria-hidden="true" />}>
          {t.list.columns}
        </Button>
      </Popover.Target>
      <Popover.Dropdown p="xs" aria-label={t.list.columns}>
        <Suspense fallback={<Loading shape="lines" />}>
          <ColumnChoice {...props} />
        </Suspense>
      </Popover.Dropdown>
    </Popover>
  );
}
