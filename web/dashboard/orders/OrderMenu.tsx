import { lazy, Suspense } from 'react';
import { useSession } from '../app/session';
import { useSave } from '../app/useSave';
import { AnonymizeOrdersDocument, type OrderRecordFragment } from '../operations/generated';
import { Confirm } from '../parts/Confirm';
import { Danger, MoreActions, useAction } from '../parts/MoreActions';
import { notify } from '../parts/notify';
import { erasedWords } from '../privacy/report';
import { t } from '../texts';

const EraseDialog = lazy(() => import('../privacy/EraseDialog'));

const a = t.privacy.anonymize;

/** What removes personal data: that of a closed order, or everything about the guest who placed it. */
export function OrderMenu({ order }: { order: OrderRecordFragment }) {
  const { can } = useSession();
  const { action, start, close, button } = useAction<'anonymize' | 'erase'>();
  const [anonymize] = useSave(AnonymizeOrdersDocument);
  const { id, number, contact, customer, anonymizedAt, steps } = order;
  const may = {
    anonymize: can('ORDERS_WRITE') && steps?.anonymize === true,
    erase: can('PRIVACY_WRITE') && customer === null && anonymizedAt === null && contact.email !== '',
  };
  if (!may.anonymize && !may.erase) return null;
  return (
    <>
      <MoreActions button={button}>
        {may.anonymize && <Danger onClick={start('anonymize')}>{a.action}</Danger>}
        {may.erase && <Danger onClick={start('erase')}>{t.privacy.erase.guestAction}</Danger>}
      </MoreActions>
      <Confirm
        open={action === 'anonymize'}
        onClose={close}
        title={a.title(number)}
        text={[a.goes, a.stays]}
        action={a.confirm}
        act={() => anonymize({ ids: [id] })}
        onDone={() => notify(a.done)}
      />
      {action === 'erase' && (
        <Suspense>
          <EraseDialog
            person={{ email: contact.email, name: contact.name || contact.email }}
            onClose={close}
            onErased={(report) => notify(erasedWords(report))}
          />
        </Suspense>
      )}
    </>
  );
}
