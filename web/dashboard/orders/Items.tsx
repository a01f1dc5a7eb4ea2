import { Table, Text } from '@mantine/core';
import type { AmountFragment, OrderRecordFragment } from '../operations/generated';
import { moneyOf, numberOf } from '../parts/format';
import { t } from '../texts';

/** What was ordered, and what it comes to. */
export function Items({ order }: { order: OrderRecordFragment }) {
  const sums = [
    [t.order.subtotal, order.subtotal],
    [t.order.shippingTotal, order.shippingTotal],
    [t.order.taxTotal, order.taxTotal],
    [t.order.discountTotal, order.discountTotal],
  ] as const;
  return (
    <Table.ScrollContainer minWidth={280} type="native" tabIndex={0} role="region" aria-label={t.order.items}>
      <Table verticalSpacing="xs">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t.order.item}</Table.Th>
            <Table.Th className="number">{t.order.quantity}</Table.Th>
            <Table.Th className="number">{t.order.unitPrice}</Table.Th>
            <Table.Th className="number">{t.order.lineTotal}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {order.items.map((item) => (
            <Table.Tr key={item.id}>
              <Table.Td>
                <bdi>{item.name}</bdi>
                <Text size="xs" c="dimmed">
                  <bdi>{item.sku}</bdi>
                </Text>
              </Table.Td>
              <Table.Td className="number">{numberOf(String(item.quantity))}</Table.Td>
              <Table.Td className="number">{moneyOf(item.unitPrice)}</Table.Td>
              <Table.Td className="number">
                {moneyOf(item.total)}
                <Included tax={item.taxIncluded} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
        <Table.Tfoot>
          {sums.map(([label, sum]) => (
            <Table.Tr key={label + sum.amount}>
              <Table.Th colSpan={3} scope="row" fw={400}>
                {label}
              </Table.Th>
              <Table.Td className="number">
                {sum === order.discountTotal && Number(sum.amount) > 0 ? '−' : ''}
                {moneyOf(sum)}
              </Table.Td>
            </Table.Tr>
          ))}
          <Table.Tr>
            <Table.Th colSpan={3} scope="row">
              {t.order.total}
            </Table.Th>
            <Table.Td className="number" fw={700}>
              {moneyOf(order.total)}
              <Included tax={order.taxIncluded} />
            </Table.Td>
          </Table.Tr>
        </Table.Tfoot>
      </Table>
    </Table.ScrollContainer>
  );
}

/** The tax that an amount contains already. */
function Included({ tax }: { tax: AmountFragment }) {
  if (Number(tax.amount) === 0) return null;
  return (
    <Text size="xs" c="dimmed" style={{ whiteSpace: 'normal' }}>
      {t.order.taxIncluded(moneyOf(tax))}
    </Text>
  );
}
