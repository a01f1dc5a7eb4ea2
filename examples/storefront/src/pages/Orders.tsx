import { useState } from 'react';
import { Link, useParams } from 'react-router';
import { useQuery } from 'urql';
import { OneOrderDocument, OrderHistoryDocument } from '../operations/generated';
import { standing } from '../parts/orderTexts';
import { OrderView } from '../parts/OrderView';
import { Moment, Page, Waiting } from '../parts/states';

/** `/account/orders`: the history, newest first. */
export function OrdersPage() {
  const [starts, setStarts] = useState<readonly (string | null)[]>([null]); // where each page that was seen begins
  const [{ data, error }] = useQuery({ query: OrderHistoryDocument, variables: { after: starts.at(-1) } });
  const orders = data?.me?.orders;
  if (!orders) return <Waiting error={error} />;
  const { hasNextPage, endCursor } = orders.pageInfo;
  return (
    <Page title="Your orders">
      {orders.nodes.length === 0 && <p>There are none yet.</p>}
      <ul className="list">
        {orders.nodes.map((order) => (
          <li key={order.id}>
            <Link to={`/account/orders/${order.id}`}>{order.number}</Link>
            <Moment at={order.placedAt} />
            <span>{standing(order)}</span>
            <span>{order.total.formatted}</span>
          </li>
        ))}
      </ul>
      <div className="actions">
        {starts.length > 1 && <button type="button" onClick={() => setStarts(starts.slice(0, -1))}>Newer</button>}
        {hasNextPage && endCursor && <button type="button" onClick={() => setStarts([...starts, endCursor])}>Older</button>}
      </div>
    </Page>
  );
}

/** `/account/orders/:id`: one order. */
export function OrderPage() {
  const { id = '' } = useParams();
  const [{ data, error }] = useQuery({ query: OneOrderDocument, variables: { id } });
  if (!data) return <Waiting error={error} />;
  if (!data.order) return <Page title="There is no such order">{null}</Page>;
  return (
    <Page title={`Order ${data.order.number}`}>
      <OrderView order={data.order} />
    </Page>
  );
}
