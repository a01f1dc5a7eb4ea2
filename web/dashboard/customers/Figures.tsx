import { Anchor } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { useSession } from '../app/session';
import { useData } from '../app/useData';
import { linkTo } from '../lists/useListState';
import { CustomerFiguresDocument, type CustomerRecordFragment } from '../operations/generated';
import { countOf, dayOf, moneyOf } from '../parts/format';
import { FailureNote } from '../parts/states';
import { t } from '../texts';

const c = t.customer;

/** What a customer has bought, in figures. */
export function Figures({ customer }: { customer: CustomerRecordFragment }) {
  const { can } = useSession();
  const { id, createdAt } = customer;
  const reads = can('ORDERS_READ');
  const { data, failure, again } = useData(CustomerFiguresDocument, { id }, !reads);
  if (failure !== undefined && data === undefined) return <FailureNote failure={failure} retry={again} />;
  const figures = data?.customer;
  const orders = linkTo('/orders', [{ attribute: 'customerId', operator: 'eq', value: id }]);
  const loaded = (value: ReactNode) => (figures === undefined ? <span className="bone" /> : value);
  const spent = figures?.spent ?? [];
  const count = figures?.ordersCount ?? 0;
  return (
    <dl className="figures">
      {reads && (
        <>
          <Figure label={c.orders.title}>
            {loaded(
              count === 0 ? (
                countOf(0)
              ) : (
                <Anchor component={Link} to={orders} inherit>
                  {countOf(count)}
                </Anchor>
              ),
            )}
          </Figure>
          <Figure label={c.spent}>
            {loaded(
              spent.length === 0 ? t.common.none : spent.map((sum) => <div key={sum.currency}>{moneyOf(sum)}</div>),
            )}
          </Figure>
          <Figure label={c.lastOrder}>
            {loaded(figures?.lastOrderAt ? dayOf(figures.lastOrderAt) : t.common.none)}
          </Figure>
        </>
      )}
      <Figure label={c.since}>{dayOf(createdAt)}</Figure>
    </dl>
  );
}

function Figure({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}
