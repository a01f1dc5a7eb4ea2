import { Button } from '@mantine/core';
import { useEffect, type ReactNode } from 'react';
import { Link, useParams } from 'react-router';
import { useSession } from '../../app/session';
import { useData } from '../../app/useData';
import { useTyped } from '../../fields/useTyped';
import { OrderPageDocument, type OrderRecordFragment } from '../../operations/generated';
import { IconArrowLeft, IconPrinter } from '../../parts/icons';
import { Empty, FailureNote, Loading } from '../../parts/states';
import { t } from '../../texts';
import '../../style/print.css';

const p = t.record.print;

type Props = {
  /** What it is, such as an invoice. */
  title: string;
  children: (order: OrderRecordFragment) => ReactNode;
};

/** A page to print about an order: a sheet of paper, and above it, on screens only, what can be done with it. */
export function Sheet({ title, children }: Props) {
  const { id = '' } = useParams();
  const { shop } = useSession();
  const { data, failure, again } = useData(useTyped(OrderPageDocument), { id });
  const order = data?.order;
  const name = order ? `${title} ${order.number}` : title;
  useEffect(() => {
    document.title = t.app.title(name, shop.name);
  }, [name, shop.name]);
  return (
    <div className="print-page">
      <nav className="print-bar" aria-label={p.menu}>
        <Button
          component={Link}
          to={`/orders/${id}`}
          variant="default"
          leftSection={<IconArrowLeft aria-hidden="true" />}
        >
          {p.back}
        </Button>
        <Button disabled={!order} leftSection={<IconPrinter aria-hidden="true" />} onClick={() => window.print()}>
          {p.print}
        </Button>
      </nav>
      {failure !== undefined && <FailureNote failure={failure} retry={again} />}
      {data === undefined && failure === undefined && <Loading />}
      {data !== undefined && !order && <Empty title={t.order.missing} text="" />}
      {order && (
        <main className="sheet">
          <header>
            <p className="sheet-shop">
              <bdi>{shop.name}</bdi>
            </p>
            <h1>{title}</h1>
          </header>
          {children(order)}
        </main>
      )}
    </div>
  );
}

/** A labelled value at the top of a sheet. */
export function Label({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

type AddressProps = { title: string; address: OrderRecordFragment['shippingAddress']; children?: ReactNode };

/** An address on a sheet, as it is written in its country. */
export function SheetAddress({ title, address, children }: AddressProps) {
  return (
    <section>
      <h2>{title}</h2>
      <address>
        {address.formatted.map((line, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines have no identity, and two can be equal
          <div key={i}>
            <bdi>{line}</bdi>
          </div>
        ))}
        {children}
      </address>
    </section>
  );
}
