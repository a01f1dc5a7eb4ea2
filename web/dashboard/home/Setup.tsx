import { Button, Text } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { Link } from 'react-router';
import { useSession } from '../app/session';
import type { HomeQuery } from '../operations/generated';
import { Bar } from '../parts/Bar';
import { IconCircleCheck, IconCircleDashed } from '../parts/icons';
import { notify } from '../parts/notify';
import { Section } from '../parts/Section';
import { t } from '../texts';

const s = t.home.setup;

type Numbers = NonNullable<HomeQuery['overview']>;

/** What to set up next, for members who may. It goes when all is done, or when the member hides it. */
export function Setup({ numbers }: { numbers: Numbers }) {
  const { member, shop, can } = useSession();
  const [hidden, setHidden] = useLocalStorage({
    key: `clientele.setup.${member.id}`,
    defaultValue: false,
    getInitialValueInEffect: false,
  });
  const steps = [
    can('STAFF_WRITE') &&
      shop.mailServer !== null && {
        title: s.mailServer,
        text: s.mailServerText,
        done: shop.mailServer,
        to: '/settings/emails?status=OUTBOX',
        action: s.mailServerAction,
      },
    can('SETTINGS_WRITE') && { title: s.backup, text: s.backupText, done: numbers.lastBackupAt !== null },
    numbers.hasApiKey !== null && {
      title: s.key,
      text: s.keyText,
      done: numbers.hasApiKey,
      to: '/settings/keys',
      action: s.keyAction,
    },
  ].filter((step) => step !== false);
  const done = steps.filter((step) => step.done).length;
  if (hidden || done === steps.length) return null;
  const hide = () => {
    setHidden(true);
    notify(s.hidden, { undo: () => setHidden(false) });
  };
  return (
    <Section
      title={s.title}
      flush
      actions={
        <>
          <Text size="sm" c="dimmed">
            {s.progress(done, steps.length)}
          </Text>
          <Button size="compact-sm" variant="subtle" color="gray" onClick={hide}>
            {s.hide}
          </Button>
        </>
      }
    >
      <div className="setup-bar">
        <Bar percent={(done / steps.length) * 100} label={s.title} words={s.progress(done, steps.length)} />
      </div>
      <ul className="rows">
        {steps.map(({ title, text, done: isDone, to, action }) => (
          <li key={title} className="row-plain setup-step" data-tone={isDone ? 'success' : 'neutral'}>
            <span className="row-icon">
              {isDone ? <IconCircleCheck aria-label={s.done} /> : <IconCircleDashed aria-hidden="true" />}
            </span>
            <span className="grow">
              <Text fw={500} c={isDone ? 'dimmed' : undefined}>
                {title}
              </Text>
              {!isDone && (
                <Text size="sm" c="dimmed">
                  {text}
                </Text>
              )}
            </span>
            {!isDone && to !== undefined && (
              <Button component={Link} to={to} size="xs" variant="default">
                {action}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </Section>
  );
}
