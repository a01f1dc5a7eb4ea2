import { Link } from 'react-router';
import type { HomeQuery } from '../operations/generated';
import { IconAlertTriangle, IconChevronRight, IconCircleCheck, IconMailX } from '../parts/icons';
import { Section } from '../parts/Section';
import { t } from '../texts';

const h = t.home;

type Numbers = NonNullable<HomeQuery['overview']>;

/** What does not work at the moment: emails and webhooks that fail. */
export function Attention({ numbers: { failedEmails, failingWebhooks } }: { numbers: Numbers }) {
  if (failedEmails === null && failingWebhooks === null) return null;
  const troubles = [
    { n: failedEmails ?? 0, text: h.failedEmails, to: '/settings/emails?status=FAILED', icon: IconMailX },
    { n: failingWebhooks ?? 0, text: h.failingWebhooks, to: '/settings/webhooks', icon: IconAlertTriangle },
  ].filter(({ n }) => n > 0);
  return (
    <Section title={h.attention} flush>
      <ul className="rows">
        {troubles.map(({ n, text, to, icon: Icon }) => (
          <li key={to} data-tone="danger">
            <Link to={to} className="home-link">
              <span className="row-icon">
                <Icon aria-hidden="true" />
              </span>
              <span className="grow">{text(n)}</span>
              <IconChevronRight size={16} aria-hidden="true" />
            </Link>
          </li>
        ))}
        {troubles.length === 0 && (
          <li data-tone="success" className="row-plain">
            <span className="row-icon">
              <IconCircleCheck aria-hidden="true" />
            </span>
            {h.allGood}
          </li>
        )}
      </ul>
    </Section>
  );
}
