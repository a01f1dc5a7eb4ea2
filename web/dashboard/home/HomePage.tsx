import { useState } from 'react';
import { useSession } from '../app/session';
import { useData } from '../app/useData';
import { HomeDocument } from '../operations/generated';
import { Page } from '../parts/Page';
import { Empty, FailureNote, Loading } from '../parts/states';
import { t } from '../texts';
import { Delivery } from './Delivery';
import { Figures } from './Figures';
import { Revenue, type Period } from './Revenue';
import { timeZone } from './revenue';
import { Setup } from './Setup';

const h = t.home;

/** The first page: the numbers of the day, the revenue, what fails, and what to set up next. */
export default function HomePage() {
  const { shop, can } = useSession();
  const [days, setDays] = useState<Period>(30);
  const { data, failure, stale, again } = useData(HomeDocument, { timeZone, days });
  const numbers = data?.overview;
  const sees = can('ORDERS_READ') || can('CUSTOMERS_READ') || can('STAFF_WRITE') || can('SETTINGS_WRITE');
  return (
    <Page title={h.title} name={h.title}>
      {failure !== undefined && <FailureNote failure={failure} retry={again} />}
      {numbers === undefined && failure === undefined && <Loading shape="figures" count={5} />}
      {numbers && (
        <>
          <Setup numbers={numbers} />
          <Figures numbers={numbers} />
          <div className="home">
            {numbers.revenue !== null && (
              <Revenue revenue={numbers.revenue} own={shop.currency} days={days} stale={stale} onDays={setDays} />
            )}
            <Delivery numbers={numbers} />
          </div>
        </>
      )}
      {!sees && <Empty title={h.nothing} text="" />}
    </Page>
  );
}
