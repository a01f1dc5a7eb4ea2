import 'uplot/dist/uPlot.min.css';
import { useComputedColorScheme } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { useEffect, useRef } from 'react';
import UPlot from 'uplot';
import { dateOf, moneyOf } from '../parts/format';
import { locales, t } from '../texts';
import type { Day } from './revenue';

const height = 220;
const bars = UPlot.paths.bars?.({ size: [0.72, 36], radius: 0.15 });

type Props = { days: readonly Day[]; currency: string; label: string };

/** A bar for each day. Its values are in a table beside it; for the pointer, they are shown above the bar. */
export default function Chart({ days, currency, label }: Props) {
  const { ref: frame, width } = useElementSize();
  const place = useRef<HTMLDivElement>(null);
  const scheme = useComputedColorScheme('light');
  // biome-ignore lint/correctness/useExhaustiveDependencies: the colours of the canvas come from the scheme
  useEffect(() => {
    if (place.current === null || width === 0) return;
    const chart = new UPlot(
      optionsOf(days, currency, Math.floor(width), place.current),
      [days.map((_, i) => i), days.map(({ amount }) => Number(amount))],
      place.current,
    );
    return () => chart.destroy();
  }, [days, currency, width, scheme]);
  return (
    <div ref={frame} className="chart" style={{ blockSize: height }}>
      <div ref={place} role="img" aria-label={label} />
    </div>
  );
}

function optionsOf(days: readonly Day[], currency: string, width: number, root: HTMLElement): UPlot.Options {
  const style = getComputedStyle(root);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  const font = `12px ${style.fontFamily}`;
  const short = new Intl.NumberFormat(locales, {
    style: 'currency',
    currency,
    notation: 'compact',
    minimumFractionDigits: 0,
    maximumFractionDigits: 1,
  });
  const dayMonth = new Intl.DateTimeFormat(locales, { day: 'numeric', month: 'short', timeZone: 'UTC' });
  const axis: UPlot.Axis = {
    font,
    stroke: colour('--mantine-color-dimmed'),
    ticks: { show: false },
    grid: { stroke: colour('--line'), width: 1 },
  };
  return {
    width,
    height,
    padding: [12, 24, 0, 0],
    legend: { show: false },
    cursor: { y: false, drag: { setScale: false, x: false, y: false }, points: { show: false } },
    scales: {
      x: { time: false, range: [-0.6, days.length - 0.4] },
      y: { range: (_, __, max) => [0, max > 0 ? max * 1.08 : 1] },
    },
    axes: [
      {
        ...axis,
        size: 28,
        grid: { show: false },
        splits: () => marks(days.length, width),
        values: (_, at) => at.map((i) => dayMonth.format(new Date(`${days[i]?.date}T00:00:00Z`))),
      },
      { ...axis, size: 56, space: 44, values: (_, at) => at.map((value) => short.format(value)) },
    ],
    series: [
      {},
      {
        fill: colour('--chart-bar'),
        stroke: colour('--chart-bar'),
        width: 0,
        points: { show: false },
        ...(bars && { paths: bars }),
      },
    ],
    plugins: [tip(days, currency)],
  };
}

/** The days that are named: the last one, and every so many before it that their names do not touch. */
function marks(n: number, width: number): number[] {
  const step = Math.max(1, Math.ceil(n / Math.max(2, Math.floor((width - 80) / 76))));
  return Array.from({ length: Math.ceil(n / step) }, (_, i) => n - 1 - i * step).reverse();
}

/** Shows the values of the day below the pointer. */
function tip(days: readonly Day[], currency: string): UPlot.Plugin {
  const box = document.createElement('div');
  box.className = 'chart-tip';
  box.hidden = true;
  return {
    hooks: {
      init: (chart) => chart.over.append(box),
      setCursor: (chart) => {
        const day = chart.cursor.idx === null || chart.cursor.idx === undefined ? undefined : days[chart.cursor.idx];
        box.hidden = day === undefined || (chart.cursor.left ?? -1) < 0;
        if (day === undefined || box.hidden) return;
        box.replaceChildren(
          line(moneyOf({ amount: day.amount, currency })),
          line(`${dateOf(day.date)} · ${t.home.inOrders(day.orders)}`),
        );
        const at = chart.valToPos(chart.cursor.idx ?? 0, 'x');
        const half = box.offsetWidth / 2;
        box.style.left = `${Math.min(Math.max(at, half), chart.over.clientWidth - half)}px`;
      },
    },
  };
}

function line(text: string): HTMLElement {
  const element = document.createElement('div');
  element.textContent = text;
  return element;
}
