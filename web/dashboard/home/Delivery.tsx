import { Link } from 'react-router';
import type { HomeQuery } from '../operations/generated';
import { IconAlertTriangle, IconChevronRight, IconCircleCheck } from '../parts/icons';
import { Section } from '../parts/Section';
import { t } from '../texts';

const h = t.home;

type Numbers = NonNullable<HomeQuery['overview']>;

/** Whether emails and webhooks work; what fails leads to its list. */
export function Delivery({ numbers: { failedEmails, failingWebhooks } }: { numbers: Numbers }) {
  if (failedEmails === null && failingWebhooks === null) return null;
  const rows = [
    { n: failedEmails, text: h.failedEmails, to: '/settings/emails?status=FAILED' },
    { n: failingWebhooks, text: h.failingWebhooks, to: '/settings/webhooks' },
  ];
  return (
    <Section title={h.delivery} flush>
      <ul className="rows">
        {rows.map(({ n, text, to }) =>
          n === null ? null : (
            <li key={to} data-tone={n === 0 ? 'success' : 'danger'}>
              {n === 0 ? (
                <span className="row-plain">
                  <span className="row-icon">
                    <IconCircleCheck aria-hidden="true" />
                  </span>
                  {text(n)}
                </span>
              ) : (
                <Link to={to} className="home-link">
                  <span className="row-icon">
                    <IconAlertTriangle aria-hidden="true" />
                  </span>
                  <span className="grow">{text(n)}</span>
                  <IconChevronRight size={16} aria-hidden="true" />
                </Link>
              )}
            </li>
          ),
        )}
      </ul>
    </Section>
  );
}
