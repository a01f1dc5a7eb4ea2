import { Link } from 'react-router';
import { linkTo } from '../lists/useListState';
import type { HomeQuery } from '../operations/generated';
import { countOf } from '../parts/format';
import { IconPackage, IconReceipt, IconShoppingBag, IconUserPlus, type TablerIcon } from '../parts/icons';
import { t } from '../texts';
import { timeZone, todayIn } from './revenue';

const h = t.home;

/** Where the API stops counting. */
const most = 10_000;
const newDays = 7;

type Numbers = NonNullable<HomeQuery['overview']>;

/** The numbers of the day, each of which leads to the list of what it counts. */
export function Figures({ numbers }: { numbers: Numbers }) {
  const today = todayIn(timeZone);
  const weekAgo = todayIn(timeZone, new Date(Date.now() - (newDays - 1) * 86_400_000));
  const figures: { label: string; help: string; n: number | null; to: string; icon: TablerIcon }[] = [
    {
      label: h.ordersToday,
      help: h.ordersTodayHelp,
      n: numbers.ordersToday,
      to: linkTo('/orders', [{ attribute: 'placedAt', operator: 'after', value: today }]),
      icon: IconShoppingBag,
    },
    {
      label: h.ordersToShip,
      help: h.ordersToShipHelp,
      n: numbers.ordersToShip,
      to: linkTo('/orders', [
        { attribute: 'status', operator: 'in', value: 'OPEN' },
        { attribute: 'fulfillmentStatus', operator: 'in', value: 'UNFULFILLED,PARTIALLY_FULFILLED' },
      ]),
      icon: IconPackage,
    },
    {
      label: h.ordersUnpaid,
      help: h.ordersUnpaidHelp,
      n: numbers.ordersUnpaid,
      to: linkTo('/orders', [
        { attribute: 'status', operator: 'in', value: 'OPEN' },
        { attribute: 'paymentStatus', operator: 'in', value: 'UNPAID,AUTHORIZED,PARTIALLY_PAID' },
      ]),
      icon: IconReceipt,
    },
    {
      label: h.newCustomers,
      help: h.newCustomersHelp,
      n: numbers.newCustomers,
      to: linkTo('/customers', [{ attribute: 'createdAt', operator: 'after', value: weekAgo }]),
      icon: IconUserPlus,
    },
  ];
  return (
    <ul className="home-figures">
      {figures.map(({ label, help, n, to, icon: Icon }) =>
        n === null ? null : (
          <li key={label}>
            <Link to={to} className="figure-card">
              <span className="figure-label">
                <Icon size={16} aria-hidden="true" />
                {label}
              </span>
              <span className="figure">{n >= most ? h.atLeast(countOf(most)) : countOf(n)}</span>
              <span className="figure-help">{help}</span>
            </Link>
          </li>
        ),
      )}
    </ul>
  );
}
