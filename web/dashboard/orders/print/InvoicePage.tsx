import type { AmountFragment, OrderRecordFragment } from '../../operations/generated';
import { dayOf, moneyOf, numberOf } from '../../parts/format';
import { t } from '../../texts';
import { isSome } from '../amounts';
import { Options } from '../ItemLabel';
import { Label, Sheet, SheetAddress } from './Sheet';

const p = t.record.print;

/** The invoice of an order, with what was paid and refunded. */
export default function InvoicePage() {
  return <Sheet title={p.invoice}>{(order) => <Invoice order={order} />}</Sheet>;
}

function Invoice({ order }: { order: OrderRecordFragment }) {
  const { contact } = order;
  return (
    <>
      <dl className="sheet-facts">
        <Label name={p.order}>{order.number}</Label>
        <Label name={p.date}>{dayOf(order.placedAt)}</Label>
        <Label name={t.record.money.title}>{t.order.payments[order.paymentStatus]}</Label>
      </dl>
      <div className="sheet-pair">
        <SheetAddress title={p.billTo} address={order.billingAddress}>
          {contact.email !== '' && (
            <div>
              <bdi>{contact.email}</bdi>
            </div>
          )}
        </SheetAddress>
        <SheetAddress title={p.shipTo} address={order.shippingAddress} />
      </div>
      <table>
        <thead>
          <tr>
            <th scope="col">{t.order.item}</th>
            <th scope="col" className="number">
              {t.order.quantity}
            </th>
            <th scope="col" className="number">
              {t.order.unitPrice}
            </th>
            <th scope="col" className="number">
              {t.order.lineTotal}
            </th>
          </tr>
        </thead>
        <tbody>
          {order.items.map((item) => (
            <tr key={item.id}>
              <td>
                <strong>
                  <bdi>{item.name}</bdi>
                </strong>
                <div className="sheet-small">
                  {item.options.length > 0 && (
                    <>
                      <Options of={item.options} />
                      {' · '}
                    </>
                  )}
                  {t.order.sku} <bdi>{item.sku}</bdi>
                </div>
              </td>
              <td className="number">{numberOf(String(item.quantity))}</td>
              <td className="number">{moneyOf(item.unitPrice)}</td>
              <td className="number">{moneyOf(item.total)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <Totals order={order} />
    </>
  );
}

function Totals({ order }: { order: OrderRecordFragment }) {
  const { discountTotal, taxTotal, taxIncluded, refunded } = order;
  return (
    <dl className="sheet-sums">
      <Sum name={t.order.subtotal} amount={order.subtotal} />
      <Sum name={t.order.shippingTotal} amount={order.shippingTotal} />
      {isSome(discountTotal) && <Sum name={t.order.discountTotal} amount={discountTotal} minus />}
      {isSome(taxTotal) && <Sum name={t.order.taxTotal} amount={taxTotal} />}
      <Sum name={t.order.total} amount={order.total} strong />
      {isSome(taxIncluded) && (
        <div>
          <dt>{t.order.taxIncluded(moneyOf(taxIncluded))}</dt>
        </div>
      )}
      <Sum name={t.record.money.paid} amount={order.paid} />
      {isSome(refunded) && <Sum name={t.record.money.refunded} amount={refunded} />}
      <Sum name={t.record.money.outstanding} amount={order.outstanding} strong />
    </dl>
  );
}

type SumProps = { name: string; amount: AmountFragment; minus?: boolean; strong?: boolean };

function Sum({ name, amount, minus, strong }: SumProps) {
  return (
    <div data-strong={strong || undefined}>
      <dt>{name}</dt>
      <dd>
        {minus ? '−' : ''}
        {moneyOf(amount)}
      </dd>
    </div>
  );
}
