import { Link, useLocation } from 'react-router';
import { t } from '../texts';
import { AccountMenu } from './AccountMenu';
import { isHere, open, places, type Place } from './places';
import { SearchButton } from './SearchButton';
import { useSession } from './session';
import { Troubles } from './Troubles';

type Props = { troubles: number };

/** The bar at the side: whose shop it is, the search, the pages, and who is signed in. */
export function SideBar({ troubles }: Props) {
  const { can } = useSession();
  return (
    <>
      <div className="bar-top">
        <ShopName />
        <SearchButton />
      </div>
      <nav aria-label={t.app.navigation} className="bar-nav">
        {places.map((group) => (
          <ul key={group[0]?.to}>
            {group
              .filter((place) => open(place, can))
              .map((place) => (
                <li key={place.to}>
                  <PlaceLink place={place} troubles={place.to === '/settings' ? troubles : 0} />
                  {place.below !== undefined && (
                    <ul>
                      {place.below
                        .filter((one) => open(one, can))
                        .map((one) => (
                          <li key={one.to}>
                            <PlaceLink place={one} troubles={0} />
                          </li>
                        ))}
                    </ul>
                  )}
                </li>
              ))}
          </ul>
        ))}
      </nav>
      <div className="bar-end">
        <AccountMenu />
      </div>
    </>
  );
}

/** The shop's name, with its first letter as a mark. */
export function ShopName() {
  const { shop } = useSession();
  const [letter = ''] = [...new Intl.Segmenter().segment(shop.name.trim())].map(({ segment }) => segment);
  return (
    <div className="shop">
      <span className="shop-mark" aria-hidden="true">
        {letter.toLocaleUpperCase()}
      </span>
      <bdi className="shop-name">{shop.name}</bdi>
    </div>
  );
}

function PlaceLink({ place, troubles }: { place: Place; troubles: number }) {
  const { pathname } = useLocation();
  const here = isHere(place, pathname);
  const Icon = place.icon;
  return (
    <Link to={place.to} className="place" aria-current={here ? 'page' : undefined}>
      <Icon aria-hidden="true" />
      <span className="grow">{place.name}</span>
      <Troubles n={troubles} />
    </Link>
  );
}
