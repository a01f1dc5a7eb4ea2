import { Alert, Anchor, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { Link, useNavigate, useParams, useSearchParams } from 'react-router';
import { useSession } from '../app/session';
import { useData } from '../app/useData';
import { ReferenceInput } from '../fields/ReferenceInput';
import { MergePreviewDocument, NamedDocument } from '../operations/generated';
import { Page } from '../parts/Page';
import { Section } from '../parts/Section';
import { Empty, FailureNote, Loading } from '../parts/states';
import { t } from '../texts';
import { Comparison } from './Comparison';
import { Duplicates } from './Duplicates';
import { canMerge, mergePath } from './path';

const m = t.merge;

/** Merges a customer, `with` in the address, into the one that remains. */
export default function MergePage() {
  const { can } = useSession();
  const { id: keep = '' } = useParams();
  const [params] = useSearchParams();
  const merge = params.get('with') ?? '';
  const crumbs = useCrumbs(keep);
  if (!canMerge(can)) return <Empty title={t.failure.forbidden} text="" />;
  return (
    <div className="merge">
      <Page title={m.title} name={m.title} crumbs={crumbs}>
        {merge === '' ? <Choice keep={keep} /> : <Pair key={`${keep} ${merge}`} keep={keep} merge={merge} />}
      </Page>
    </div>
  );
}

/** The list of customers and the customer. */
function useCrumbs(id: string) {
  const { data } = useData(NamedDocument, { ids: [id] });
  const node = data?.nodes[0];
  const name = node?.__typename === 'Customer' ? node.name || node.email : t.customer.one;
  return [
    { to: '/customers', label: t.customer.many },
    { to: `/customers/${id}`, label: name },
  ];
}

/** Chooses the other customer: one of the possible duplicates, or any other. */
function Choice({ keep }: { keep: string }) {
  const navigate = useNavigate();
  const [fault, setFault] = useState<string>();
  return (
    <>
      <Duplicates
        customerId={keep}
        none={
          <Text size="sm" c="dimmed">
            {m.noDuplicates}
          </Text>
        }
      />
      <Section title={m.search}>
        <ReferenceInput
          label={m.other}
          description={m.otherHelp}
          to="CUSTOMER"
          many={false}
          value={[]}
          error={fault}
          onChange={([id]) => {
            setFault(id === keep ? m.same : undefined);
            if (id !== undefined && id !== keep) void navigate(mergePath(keep, id));
          }}
        />
      </Section>
    </>
  );
}

/** Both customers, as long as they are two that exist. */
function Pair({ keep, merge }: { keep: string; merge: string }) {
  const { data, failure, again, stale } = useData(MergePreviewDocument, { keep, merge });
  const [changed, setChanged] = useState(false);
  const preview = data?.customerMergePreview;
  if (data === undefined) return failure === undefined ? <Loading /> : <FailureNote failure={failure} retry={again} />;
  if (!preview?.keep || !preview.merge)
    return (
      <Empty title={m.missing} text="">
        <Anchor component={Link} to={mergePath(keep)} size="sm">
          {m.otherAgain}
        </Anchor>
      </Empty>
    );
  const { keep: remains, merge: goes } = preview;
  const versions = [remains, goes].map(({ id, version }) => `${id} ${version}`);
  return (
    <Stack gap="md" className={stale ? 'stale' : undefined} aria-busy={stale}>
      {failure !== undefined && <FailureNote failure={failure} retry={again} />}
      {changed && (
        <Alert color="orange" variant="light" role="alert">
          {m.changed}
        </Alert>
      )}
      {/* Other versions have other values to choose from. */}
      <Comparison
        key={versions.join(' ')}
        preview={{ ...preview, keep: remains, merge: goes }}
        onConflict={() => {
          setChanged(true);
          again();
        }}
      />
    </Stack>
  );
}
