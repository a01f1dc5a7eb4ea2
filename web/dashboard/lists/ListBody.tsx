import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Failure } from '../app/failure';
import { IconSearch } from '../parts/icons';
import { Empty, FailureNote } from '../parts/states';
import { t } from '../texts';
import type { Look } from '../views/look';
import { ListTable, type ListProps } from './ListTable';

type Props<Row> = Pick<ListProps<Row>, 'label' | 'rows' | 'columns' | 'onSort' | 'selection' | 'nameOf' | 'stale'> & {
  order: Pick<Look, 'sort' | 'direction'>;
  failure: Failure | undefined;
  /** Whether the list shows only some records. */
  narrowed: boolean;
  /** Whether the address says more than the usual, which can be wrong. */
  particular: boolean;
  onAgain: () => void;
  /** Shows all records. */
  onWhole: () => void;
  empty: ReactNode;
};

/** The rows of a list, or why there are none. */
export function ListBody<Row extends { id: string }>({
  order,
  failure,
  narrowed,
  particular,
  onAgain,
  onWhole,
  empty,
  ...table
}: Props<Row>) {
  if (failure !== undefined) {
    const bad = failure.kind === 'other' && particular;
    return (
      <div className="list-none">
        <FailureNote failure={bad ? { kind: 'other', message: t.list.badLink } : failure} retry={onAgain} />
        {bad && (
          <Button variant="default" onClick={onWhole}>
            {t.list.start}
          </Button>
        )}
      </div>
    );
  }
  if (table.rows?.length !== 0) return <ListTable {...table} sort={order.sort} direction={order.direction} whole />;
  return (
    <div className="list-none">
      {narrowed ? (
        <Empty title={t.list.noMatchTitle} text={t.list.noMatchText} icon={IconSearch}>
          <Button variant="default" onClick={onWhole}>
            {t.list.start}
          </Button>
        </Empty>
      ) : (
        empty
      )}
    </div>
  );
}
