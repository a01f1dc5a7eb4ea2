import { useState } from 'react';
import { Link, useParams } from 'react-router';
import { useQuery } from 'urql';
import { price } from '../basket';
import { OneOrderDocument, OrderHistoryDocument } from '../operations/generated';
import { statusText } from '../parts/orderTexts';
import { OrderView } from '../parts/OrderView';
import { DateTime, Page, Loading } from '../parts/states';

/** `/account/orders`: the order history, newest first. */
export function OrdersPage() {
  const [starts, setStarts] = useState<readonly (string | null)[]>([null]); // the start cursors of the visited pages
  const [{ data, error }] = useQuery({ query: OrderHistoryDocument, variables: { after: starts.at(-1) } });
  const orders = data?.me?.orders;
  if (!orders) return <Loading error={error} />;
  const { hasNextPage, endCursor } = orders.pageInfo;
  return (
    <Page title="Your orders">
      {orders.nodes.length === 0 && <p>You have no orders yet.</p>}
      <ul className="list">
        {orders.nodes.map((order) => (
          <li key={order.id}>
            <Link to={`/account/orders/${order.id}`}>{order.number}</Link>
            <DateTime at={order.placedAt} />
            <span>{statusText(order)}</span>
            <span>{price(order.total)}</span>
          </li>
        ))}
      </ul>
      <div className="actions">
        {starts.length > 1 && (
          <button type="button" onClick={() => setStarts(starts.slice(0, -1))}>
            Newer
          </button>
        )}
        {hasNextPage && endCursor && (
          <button type="button" onClick={() => setStarts([...starts, endCursor])}>
            Older
          </button>
        )}
      </div>
    </Page>
  );
}

/** `/account/orders/:id`: one order. */
export function OrderPage() {
  const { id = '' } = useParams();
  const [{ data, error }] = useQuery({ query: OneOrderDocument, variables: { id } });
  if (!data) return <Loading error={error} />;
  if (!data.order) return <Page title="Order not found">{null}</Page>;
  return (
    <Page title={`Order ${data.order.number}`}>
      <OrderView order={data.order} />
    </Page>
  );
}
