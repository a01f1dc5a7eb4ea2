import { locales, t } from '../texts';
import { timeOf } from '../parts/format';
import { Pill } from '../parts/Pill';

const clock = new Intl.DateTimeFormat(locales, { timeStyle: 'short' });
const thisYear = new Intl.DateTimeFormat(locales, {
  day: 'numeric',
  month: 'short',
  hour: 'numeric',
  minute: '2-digit',
});
const thatDay = new Intl.DateTimeFormat(locales, { day: 'numeric', month: 'short' });
const before = new Intl.DateTimeFormat(locales, { dateStyle: 'medium' });

/** A moment in a list, as short as it can be understood, or only its day; the mouse shows all of it. */
export function When({ at, day = false }: { at: string | null | undefined; day?: boolean }) {
  if (at === null || at === undefined) return <Nothing />;
  const moment = new Date(at);
  if (Number.isNaN(moment.getTime())) return at;
  const now = new Date();
  const words =
    moment.toDateString() === now.toDateString()
      ? t.list.today(clock.format(moment))
      : (moment.getFullYear() !== now.getFullYear() ? before : day ? thatDay : thisYear).format(moment);
  return (
    <time dateTime={at} title={timeOf(at)}>
      {words}
    </time>
  );
}

/** Stands where nothing is. */
export function Nothing() {
  return <span className="nothing">{t.common.none}</span>;
}

/** A text of the shop or of a person; a dash without one. */
export function Own({ text }: { text: string | null | undefined }) {
  return text === null || text === undefined || text === '' ? <Nothing /> : <bdi>{text}</bdi>;
}

/** How many pills a cell of a table has place for; the others are counted there. Cards show all of them. */
const most = 2;

/** Tags or groups as pills. */
export function Pills({ names }: { names: readonly string[] | null | undefined }) {
  if (!names || names.length === 0) return <Nothing />;
  const shown = names.length === most + 1 ? most + 1 : most;
  return (
    <span className="list-pills">
      {names.map((name, i) => (
        <span key={name} className={i < shown ? undefined : 'list-pill-more'}>
          <Pill plain>
            <bdi>{name}</bdi>
          </Pill>
        </span>
      ))}
      {names.length > shown && (
        <span className="list-pills-rest" title={names.slice(shown).join(', ')}>
          {t.list.more(names.length - shown)}
        </span>
      )}
    </span>
  );
}
