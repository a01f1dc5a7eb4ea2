import { Box, Group, NativeSelect, Table, Text } from '@mantine/core';
import { lazy, Suspense, useMemo, useState } from 'react';
import { dateOf, moneyOf } from '../parts/format';
import { Section } from '../parts/Section';
import { t } from '../texts';
import { currenciesOf, daysOf, sumOf, timeZone, todayIn, type DailyRevenue } from './revenue';

const Chart = lazy(() => import('./Chart'));

const h = t.home;

/** The periods that can be chosen, in days. */
export const periods = [7, 30, 90] as const;
export type Period = (typeof periods)[number];

type Props = {
  revenue: readonly DailyRevenue[];
  own: string;
  days: Period;
  stale: boolean;
  onDays: (days: Period) => void;
};

/** What the orders of each day came to, as a chart and as a table. */
export function Revenue({ revenue, own, days: period, stale, onDays }: Props) {
  const currencies = currenciesOf(revenue, own);
  const [wanted, setWanted] = useState(own);
  const currency = currencies.includes(wanted) ? wanted : (currencies[0] ?? own);
  const days = useMemo(() => daysOf(revenue, currency, period, todayIn(timeZone)), [revenue, currency, period]);
  const sum = sumOf(days, currency);
  const total = moneyOf({ amount: sum.amount, currency });
  return (
    <Section
      title={h.revenue}
      help={h.revenueHelp}
      actions={
        <>
          {currencies.length > 1 && (
            <NativeSelect
              size="xs"
              aria-label={h.currency}
              value={currency}
              data={currencies}
              onChange={(event) => setWanted(event.currentTarget.value)}
            />
          )}
          <NativeSelect
            size="xs"
            aria-label={h.period}
            value={String(period)}
            data={periods.map((n) => ({ value: String(n), label: h.lastDays(n) }))}
            onChange={(event) => onDays(Number(event.currentTarget.value) as Period)}
          />
        </>
      }
    >
      <Group gap="xs" align="baseline" className={stale ? 'stale' : undefined}>
        <span className="figure">{total}</span>
        <Text size="sm" c="dimmed" component="span">
          {h.inOrders(sum.orders)}
        </Text>
      </Group>
      {sum.orders === 0 ? (
        <div className="chart chart-none">{h.noRevenue}</div>
      ) : (
        <Suspense fallback={<div className="chart" />}>
          <Chart days={days} currency={currency} label={h.chart(total, period)} />
        </Suspense>
      )}
      <details className="chart-table">
        <summary>{h.table}</summary>
        <Box className="scroll" role="region" aria-label={h.byDay} tabIndex={0}>
          <Table verticalSpacing={6}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{h.day}</Table.Th>
                <Table.Th className="number">{h.orders}</Table.Th>
                <Table.Th className="number">{h.total}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {days.toReversed().map(({ date, orders, amount }) => (
                <Table.Tr key={date}>
                  <Table.Td>{dateOf(date)}</Table.Td>
                  <Table.Td className="number">{orders}</Table.Td>
                  <Table.Td className="number">{moneyOf({ amount, currency })}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Box>
      </details>
    </Section>
  );
}
